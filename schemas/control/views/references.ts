import { Type } from '@sinclair/typebox';
import { ref } from '../../annotations.js';

const contract = Type.String({ description: 'The vendor API' });
const collection = Type.String();

export const FieldTarget = Type.Object(
  {
    field: Type.String({
      description: 'The path of the field; `*` stands for all items of a list',
    }),
    value: Type.String({ description: 'What the field has' }),
    contract,
    collection,
    key: Type.String({ description: 'The key of the document that the value names' }),
    name: Type.String({ description: 'What people call that document; its key if it has no name' }),
  },
  { $id: 'FieldTarget', description: 'A document that a field of another one names' },
);

const Referrers = Type.Object(
  {
    contract,
    collection,
    field: Type.String({ description: 'The path of the field that names the document' }),
    filter: Type.String({ description: 'The filter of the list of these documents' }),
    values: Type.Array(Type.String(), {
      description: 'The values of the filter: what the field has',
    }),
    documents: Type.Integer({ description: 'How many documents the list has' }),
    withBelow: Type.Boolean({
      description: 'Whether those that name a document below this one are with them',
    }),
  },
  { $id: 'Referrers', description: 'Documents of a collection that name a document' },
);

export const DataReferences = Type.Object(
  {
    name: Type.String({ description: 'What people call the document; its key if it has no name' }),
    refersTo: Type.Array(ref(FieldTarget), { description: 'The documents that its fields name' }),
    referredBy: Type.Array(ref(Referrers), {
      description:
        'The documents that name it, by field. Of a tree, such as that of corps, those below it are counted again',
    }),
  },
  { $id: 'DataReferences', description: 'How a document is connected with others' },
);
