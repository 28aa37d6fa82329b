import { type TObject, Type } from '@sinclair/typebox';
import { enterpriseParam } from '../tenant/lookup.js';

/** The path parameters of an upload: the enterprise alone. */
export function uploadParams<Params extends TObject>({ properties }: Params) {
  return Type.Object({ [enterpriseParam]: properties[enterpriseParam] ?? Type.String() });
}

/** When an upload is refused for its size. */
export const tooLarge = {
  413: 'The file is larger than the setting maxUpload, or the files of the sandbox leave no room for it.',
} as const;
