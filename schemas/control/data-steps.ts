import { type Static, Type } from '@sinclair/typebox';
import { ref } from '../annotations.js';
import { DataFields, listedKeysText, maxDocuments, maxGenerated } from './data.js';

const collection = (verb: string) =>
  Type.Optional(Type.String({ description: `CONTRACT/COLLECTION: where to ${verb}` }));
const count = (description: string, maximum: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum, description }));

/** The most steps of one arrangement or story. */
const maxSteps = 200;

/** The verbs of a step. A step has exactly one of them, with the collection that it is about. */
export const stepVerbs = ['add', 'ensure', 'change', 'delete'] as const;
export type StepVerb = (typeof stepVerbs)[number];

/** The members that go with each verb. */
export const stepMembers: Readonly<Record<StepVerb, readonly string[]>> = {
  add: ['documents', 'generate', 'like'],
  ensure: ['documents'],
  change: ['where', 'sort', 'limit', 'set', 'optional'],
  delete: ['where', 'sort', 'limit', 'optional'],
};

export const DataStep = Type.Object(
  {
    add: collection('add documents'),
    ensure: collection('change the documents that exist, by key, and add the others'),
    change: collection('change documents'),
    delete: collection('delete documents'),
    documents: Type.Optional(
      Type.Array(ref(DataFields), {
        minItems: 1,
        maxItems: maxDocuments,
        description: 'The documents',
      }),
    ),
    generate: count('How many documents to generate', maxGenerated),
    like: Type.Optional(ref(DataFields)),
    where: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'The fields that documents have; a list takes any of its values',
      }),
    ),
    sort: Type.Optional(
      Type.String({ description: 'Which come first: a column, or one after a minus' }),
    ),
    limit: count('How many at most', 1_000_000),
    set: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description:
          'The new values of fields. `{"field": FIELD, "times": N, "plus": N}` is computed from a field of the document; `{"after": DURATION}` is the time of the sandbox plus an ISO 8601 duration, in milliseconds since 1970; `{"pick": [...]}` is one of several values, drawn for each document',
      }),
    ),
    optional: Type.Optional(
      Type.Literal(true, {
        description: 'The step may match no document, which is an error otherwise',
      }),
    ),
  },
  {
    $id: 'DataStep',
    additionalProperties: false,
    description: 'A change of the documents of one collection',
    examples: [
      {
        change: 'contract/devices',
        where: { status: 'active' },
        limit: 30,
        set: { status: 'suspended' },
      },
    ],
  },
);
export type DataStep = Static<typeof DataStep>;

export const DataArrangement = Type.Object(
  {
    steps: Type.Array(ref(DataStep), {
      minItems: 1,
      maxItems: maxSteps,
      description: 'Done in order, all of them or none',
    }),
  },
  { $id: 'DataArrangement', additionalProperties: false, description: 'Changes of the world' },
);

export const DataStepResult = Type.Object(
  {
    collection: Type.String(),
    documents: Type.Integer({ description: 'How many documents were added, changed or deleted' }),
    keys: Type.Array(Type.String(), { description: listedKeysText }),
  },
  { $id: 'DataStepResult', description: 'What a step has done' },
);

export const StoryInfo = Type.Object(
  {
    name: Type.String(),
    description: Type.String(),
    steps: Type.Array(ref(DataStep)),
  },
  { $id: 'StoryInfo', description: 'A named series of changes' },
);

/** A story in a file; the name of the file is its name. */
export const StoryFile = Type.Object(
  {
    description: Type.String({ minLength: 1 }),
    steps: Type.Array(ref(DataStep), { minItems: 1, maxItems: maxSteps }),
  },
  { additionalProperties: false },
);

export const StoryParams = Type.Object({
  name: Type.String({ description: 'The name of a story' }),
});
