import { type Static, Type } from '@sinclair/typebox';
import { inferred } from '../../annotations.js';
import { Label } from '../corps.js';
import { maxListItems } from '../devices/writes.js';
import { changeResult } from '../listing.js';

const id = (description: string, example: number) =>
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description, examples: [example] });

const name = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '\\S',
  description: 'A name that no other one of the account has, in any case of letters',
});

const ids = ($id: string, description: string, example: number) =>
  inferred(
    Type.Array(id(description, example), {
      $id,
      minItems: 1,
      maxItems: maxListItems,
      description,
      examples: [[example]],
    }),
  );

/** A category of labels, as responses show it. */
const CategoryView = inferred(
  Type.Object(
    { id: id('Category', 1), name: Type.String() },
    { $id: 'LabelCategory', description: 'A category of labels' },
  ),
);

/** A label, as responses show it. */
const LabelView = inferred(
  Type.Object(
    {
      id: id('Label', 12),
      name: Type.String(),
      category: Type.String({ description: 'The name of its category' }),
    },
    { $id: 'AccountLabel', description: 'A label of an account' },
  ),
);

export const DeviceAddCategory = inferred(
  Type.Object({ name }, { $id: 'DeviceAddCategory', examples: [{ name: 'Building' }] }),
);
export type DeviceAddCategory = Static<typeof DeviceAddCategory>;

export const CategoryUpdateModel = inferred(
  Type.Object(
    { id: id('The category to rename', 3), name },
    { $id: 'CategoryUpdateModel', examples: [{ id: 3, name: 'Purpose' }] },
  ),
);
export type CategoryUpdateModel = Static<typeof CategoryUpdateModel>;

export const DeviceAddLabel = inferred(
  Type.Object(
    { categoryId: id('The category of the label', 3), name },
    { $id: 'DeviceAddLabel', examples: [{ categoryId: 3, name: 'Summer School' }] },
  ),
);
export type DeviceAddLabel = Static<typeof DeviceAddLabel>;

export const DeviceEditLabel = inferred(
  Type.Object(
    { id: id('The label to rename', 25), name },
    { $id: 'DeviceEditLabel', examples: [{ id: 25, name: 'Loan Pool' }] },
  ),
);
export type DeviceEditLabel = Static<typeof DeviceEditLabel>;

export const CategoryIds = ids('CategoryIds', 'Ids of categories without labels', 4);
export const LabelIds = ids('LabelIds', 'Ids of labels', 25);

export const CategoryWritten = changeResult('CategoryWritten', 'category', CategoryView);
export const LabelWritten = changeResult('LabelWritten', 'label', LabelView);

export const Deleted = inferred(
  Type.Object(
    {
      message: Type.String({ description: 'Human-readable description of the change' }),
      deleted: Type.Integer({ description: 'Number of deleted items' }),
    },
    { $id: 'Deleted', description: 'The items were deleted' },
  ),
);

/** A category of labels, as it is stored. */
export const Category = Type.Object({
  id: Label.properties.id,
  name: Type.String({ minLength: 1 }),
  corpId: Type.String({ minLength: 1 }),
});
export type Category = Static<typeof Category>;
