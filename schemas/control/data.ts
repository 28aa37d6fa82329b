import { type Static, Type } from '@sinclair/typebox';
import { nullable, ref, stringEnum } from '../annotations.js';
import { SandboxOrSnapshot } from './sandboxes.js';
import { FieldTarget } from './views/references.js';

/** The most documents of one array. */
export const maxDocuments = 5000;

/** Results and events list the keys of at most this many documents. */
export const maxListedKeys = 100;

const closedObject = { additionalProperties: false } as const;

/** What a list of keys contains. */
export const listedKeysText = `The keys of the first ${maxListedKeys} of them`;

const contract = Type.String({ description: 'The name of a vendor API' });
const collection = Type.String({ description: 'The collection', examples: ['devices'] });
const fields = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description });

export const CollectionParams = Type.Object({ contract, collection });
export const DocumentParams = Type.Object({
  contract,
  collection,
  key: Type.String({
    minLength: 1,
    description: 'The key of the document',
    examples: ['5212671508'],
  }),
});

export const DataFollower = Type.Object(
  {
    contract: Type.String(),
    collection: Type.String(),
    documents: Type.Integer({ description: 'How many documents were changed' }),
    keys: Type.Array(Type.String(), { description: listedKeysText }),
    fields: Type.Array(Type.String(), { description: 'The fields that were changed' }),
  },
  {
    $id: 'DataFollower',
    description:
      'Documents that were changed with another one, because they copy or share its fields',
  },
);

const document = {
  key: Type.String({ description: 'Identifies the document in its collection' }),
  wire: fields("The fields that the vendor's responses are made of"),
  internal: fields('The fields that no list of the vendor shows'),
};

export const DataDocument = Type.Object(document, {
  $id: 'DataDocument',
  description: 'A document without its secrets',
});

export const DataWritten = Type.Object(
  { ...document, followed: Type.Array(ref(DataFollower)) },
  {
    $id: 'DataWritten',
    description: 'A written document, and the documents that were changed with it',
  },
);

export const DataCreated = Type.Object(
  {
    created: Type.Integer({ description: 'How many documents were added' }),
    keys: Type.Array(Type.String(), { description: 'Their keys, in order' }),
    followed: Type.Array(ref(DataFollower)),
  },
  { $id: 'DataCreated', description: 'The result of adding many documents' },
);

export const DataPage = Type.Object(
  {
    total: Type.Integer({ description: 'How many documents match' }),
    documents: Type.Array(ref(DataDocument)),
    targets: Type.Optional(
      Type.Array(ref(FieldTarget), {
        description: 'With `targets=true`: the documents that fields of the listed ones name',
      }),
    ),
  },
  { $id: 'DataPage', description: 'A page of documents' },
);

export const DataQuery = Type.Object({
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 50, description: 'How many documents' }),
  ),
  offset: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 0,
      description: 'How many documents to skip',
    }),
  ),
  sort: Type.Optional(
    Type.String({
      description:
        'An order that the description of the collection lists, or one after a minus; the key by default. With `.name` after a field that refers to other documents, such as `corpId.name`, by what people call those',
      examples: ['-monthlyAmountUsed'],
    }),
  ),
  search: Type.Optional(
    Type.String({ description: 'A part of any searched field, whatever its case' }),
  ),
  targets: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Whether the documents that fields of the listed ones name are listed too',
    }),
  ),
});
export type DataQuery = Static<typeof DataQuery>;

/** One document, as its fields by name or in its parts. */
export const DataFields = Type.Object(
  {},
  {
    $id: 'DataFields',
    additionalProperties: true,
    description:
      'The fields of a document by name, or a document as it is read, with wire and internal',
    examples: [{ nickname: 'Bus 47', status: 'suspended' }],
  },
);

/** The most documents that one request generates. */
export const maxGenerated = 10_000;

export const DataGenerator = Type.Object(
  {
    generate: Type.Integer({
      minimum: 1,
      maximum: maxGenerated,
      description: 'How many documents to add',
    }),
    like: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'The fields that all of them have; the others are drawn',
      }),
    ),
  },
  {
    $id: 'DataGenerator',
    ...closedObject,
    description:
      "Documents that are drawn from the seed of the sandbox's world, like the seeded ones",
    examples: [{ generate: 200, like: { corpId: 'NORTHSTAR-BUS' } }],
  },
);
export type DataGenerator = Static<typeof DataGenerator>;

const CollectionInfo = Type.Object(
  {
    name: Type.String(),
    description: Type.String(),
    documents: Type.Integer({ description: 'How many there are' }),
    key: Type.String({ description: 'The field that is the key' }),
    sort: Type.Array(Type.String(), {
      description: 'The orders: columns, and the names of the documents that some of them refer to',
    }),
    filter: Type.Array(Type.String(), { description: 'What documents can be filtered by' }),
    search: Type.Boolean({ description: 'Whether it can be searched' }),
    unique: Type.Array(Type.String(), { description: 'Fields that no two documents share' }),
    references: Type.Array(
      Type.Object({
        field: Type.String(),
        contract: Type.String(),
        collection: Type.String(),
      }),
      { description: 'Fields that name documents of a collection' },
    ),
    generates: Type.Boolean({
      description: 'Whether documents can be generated, and missing fields of new ones are drawn',
    }),
    derived: Type.Array(Type.String(), {
      description: 'Fields that follow from others and may be left out',
    }),
    columns: Type.Array(Type.String(), {
      description:
        'The paths of the fields that a table shows, in its order: what a document is comes first',
    }),
    nameFields: Type.Array(Type.String(), {
      description:
        'The paths of the fields whose values, joined by spaces, are what people call a document; one that names another document stands for the name of that',
    }),
    describes: nullable(
      Type.String({ description: 'What its documents describe that other vendors describe too' }),
    ),
    usage: Type.Boolean({ description: 'Whether its documents have a usage by day' }),
    secrets: Type.Array(Type.String(), { description: 'Fields that are neither shown nor set' }),
    schema: Type.Object(
      {
        wire: Type.Array(Type.Unknown()),
        internal: Type.Array(Type.Unknown()),
      },
      { description: 'The JSON Schemas of the parts of a document; several are alternatives' },
    ),
    link: Type.String({ description: 'The path of its documents' }),
  },
  { $id: 'DataCollection', ...closedObject, description: 'A collection of documents' },
);

export const DataWorld = Type.Object(
  {
    contracts: Type.Array(
      Type.Object({
        id: Type.String(),
        title: Type.String(),
        collections: Type.Array(ref(CollectionInfo)),
        overview: fields('What the collections contain, for people'),
      }),
    ),
  },
  {
    $id: 'DataWorld',
    description: 'The world of a sandbox: its collections and what they contain',
  },
);
export type DataWorld = Static<typeof DataWorld>;

export const DiffQuery = Type.Object({
  from: SandboxOrSnapshot,
  limit: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 10_000,
      default: 1000,
      description: 'How many documents to list; all are counted',
    }),
  ),
});

export const DataDiff = Type.Object(
  {
    total: Type.Object({
      added: Type.Integer({ description: 'Documents that only this sandbox has' }),
      changed: Type.Integer({ description: 'Documents that differ' }),
      removed: Type.Integer({ description: 'Documents that only the other one has' }),
    }),
    documents: Type.Array(
      Type.Object({
        contract: Type.String(),
        collection: Type.String(),
        key: Type.String(),
        change: stringEnum(['added', 'changed', 'removed']),
        fields: Type.Array(
          Type.Object({
            field: Type.String({ description: 'The name; those of objects are joined by dots' }),
            from: Type.Optional(Type.Unknown({ description: 'The value in the other one' })),
            to: Type.Optional(Type.Unknown({ description: 'The value in this sandbox' })),
          }),
          { description: 'The fields of a changed document that differ' },
        ),
      }),
    ),
  },
  { $id: 'DataDiff', description: 'How the documents of two sandboxes differ' },
);
