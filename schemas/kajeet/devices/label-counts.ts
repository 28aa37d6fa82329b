import { type Static, Type } from '@sinclair/typebox';
import { inferred } from '../../annotations.js';

const count = (description: string) => Type.Integer({ description });

export const AssignReplaceDetails = inferred(
  Type.Object(
    {
      totalDevices: count('Selected devices'),
      labels: Type.Array(
        Type.Object({
          id: Type.Integer(),
          name: Type.String(),
          category: Type.String(),
          assigned: count('Selected devices that have the label'),
          added: count('Selected devices that would get it'),
          replaced: count('Selected devices that would lose other labels of its category'),
        }),
      ),
    },
    { $id: 'AssignReplaceDetails', description: 'What an assignment of labels would change' },
  ),
);
export type AssignReplaceDetails = Static<typeof AssignReplaceDetails>;
