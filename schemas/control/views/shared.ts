import { Type } from '@sinclair/typebox';
import { nullable, ref } from '../../annotations.js';
import { DataDocument } from '../data.js';

const kind = Type.String({ description: 'What kind of thing it is', examples: ['person'] });
const id = Type.String({
  minLength: 1,
  description: 'What identifies it at every vendor',
  examples: ['dana.whitfield'],
});

export const ThingsParams = Type.Object({ kind });
export const ThingParams = Type.Object({ kind, id });

export const ThingsQuery = Type.Object({
  search: Type.Optional(
    Type.String({ description: 'A part of the id or of a name, whatever its case' }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 50, description: 'How many things' }),
  ),
  offset: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 0,
      description: 'How many things to skip',
    }),
  ),
});

const address = {
  contract: Type.String({ description: 'The vendor API' }),
  collection: Type.String(),
  key: Type.String({ description: 'The key of the document' }),
};

const names = Type.Record(Type.String(), Type.String(), {
  description: 'The names that the vendors share, as the first of them has them',
});

const namedAddress = Type.Object({
  ...address,
  name: Type.String({ description: 'What people call the document; its key if it has no name' }),
});

const SharedThing = Type.Object(
  { id, names, documents: Type.Array(namedAddress, { description: 'What describes it' }) },
  {
    $id: 'SharedThing',
    description: 'A thing, such as a person, with the documents of the vendors that describe it',
  },
);

export const SharedThings = Type.Object(
  {
    total: Type.Integer({ description: 'How many things match' }),
    things: Type.Array(ref(SharedThing), { description: 'Sorted by id' }),
  },
  { $id: 'SharedThings', description: 'A page of the things of a kind' },
);

export const ThingDocuments = Type.Object(
  {
    kind,
    id,
    documents: Type.Array(Type.Object({ ...address, ...DataDocument.properties }), {
      description: 'In the order of the vendors',
    }),
  },
  { $id: 'ThingDocuments', description: 'The documents that describe a thing' },
);

export const UsageQuery = Type.Object({
  days: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 366,
      default: 60,
      description: "How many days, the present one of the sandbox's clock included",
    }),
  ),
});

export const UsageByDay = Type.Object(
  {
    unit: Type.String({ examples: ['MB'] }),
    monthlyLimit: nullable(Type.Number({ description: 'The limit of a month; null for none' })),
    days: Type.Array(
      Type.Object({
        date: Type.String({ format: 'date', description: 'In UTC' }),
        amount: Type.Number(),
        isComplete: Type.Boolean({ description: 'False for the present day' }),
      }),
      { description: 'The oldest first' },
    ),
  },
  {
    $id: 'UsageByDay',
    description:
      'What a document has used on each day. The days since the first of the month add up to its counter',
  },
);
