import { type TObject, Type } from '@sinclair/typebox';
import { enterpriseParam } from '../tenant/lookup.js';

/** The path parameters of an upload: the enterprise alone. */
export function uploadParams<Params extends TObject>({ properties }: Params) {
  return Type.Object({ [enterpriseParam]: properties[enterpriseParam] ?? Type.String() });
}
