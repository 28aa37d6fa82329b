import { type Static, Type } from '@sinclair/typebox';
import { Logo } from '../../../schemas/kajeet/account/device-groups.js';
import { Category } from '../../../schemas/kajeet/account/labels.js';
import { collection } from '../../store/documents/collection.js';

const Nothing = Type.Object({}, { additionalProperties: false });
type NoInternalFields = Record<string, never>;

/** The categories of an account's labels. A label names its category. */
export const categories = collection<Category, NoInternalFields>('kajeet_categories', {
  key: ({ id }) => String(id),
  columns: { corpId: ({ corpId }) => corpId },
  schema: { wire: Category, internal: Nothing },
});

/** The logo of a device group, apart from the group, because every request reads the group of its caller. */
const StoredLogo = Type.Object({ corpId: Type.String({ minLength: 1 }), logoImage: Logo });
export type StoredLogo = Static<typeof StoredLogo>;

/** The logos of the device groups that have one. */
export const logos = collection<StoredLogo, NoInternalFields>('kajeet_logos', {
  key: ({ corpId }) => corpId,
  schema: { wire: StoredLogo, internal: Nothing },
});

export const accountCollections = [categories, logos];
