import { type Static, Type } from '@sinclair/typebox';
import { nullable, ref, stringEnum } from '../annotations.js';
import { ContractName, requestConditions } from './request-match.js';

const closedObject = { additionalProperties: false } as const;

const message = {
  headers: Type.Record(Type.String(), Type.Unknown()),
  body: Type.Unknown({ description: 'JSON is parsed, other text is a string' }),
  truncated: Type.Optional(
    Type.Literal(true, {
      description: 'The body was too long to store, was streamed, or is left out of a summary',
    }),
  ),
};

export const JournalEntry = Type.Object(
  {
    id: Type.String({ examples: ['1'] }),
    time: Type.String({ format: 'date-time', description: "By the sandbox's clock" }),
    receivedAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'In real time; missing in journals of earlier versions',
      }),
    ),
    sandbox: Type.Optional(
      Type.String({ description: 'The sandbox, where the calls to all of them are listed' }),
    ),
    contract: Type.String(),
    control: Type.Optional(
      Type.Literal(true, {
        description: 'A write of the control plane to the data, not a call to a vendor API',
      }),
    ),
    operationId: nullable(Type.String({ description: 'Null when no operation matched' })),
    method: Type.String(),
    path: Type.String({ description: "The requested path without the sandbox's prefix" }),
    status: nullable(
      Type.Integer({ description: 'Null when the connection closed before the response' }),
    ),
    persona: nullable(
      Type.String({ description: "The caller's persona, else the login name; null if unknown" }),
    ),
    durationMs: Type.Number({ description: 'In real time' }),
    fault: Type.Optional(Type.String({ description: 'The fault rule that was applied' })),
    operationStatus: Type.Optional(
      Type.Integer({
        description:
          'The status of the operation, which was done before the fault rule took the place of its response',
      }),
    ),
    disconnected: Type.Optional(
      Type.Literal(true, {
        description: 'The client closed the connection before the response was complete',
      }),
    ),
    unknownParameters: Type.Optional(
      Type.Array(Type.String(), {
        description: 'The query parameters that the operation does not know, and ignores',
      }),
    ),
    request: Type.Object({ query: Type.Record(Type.String(), Type.Unknown()), ...message }),
    response: Type.Object(message),
  },
  {
    $id: 'JournalEntry',
    description: 'A request to a vendor API and its response; secrets are masked',
  },
);

export type JournalEntry = Static<typeof JournalEntry>;

export const Journal = Type.Object(
  {
    total: Type.Integer({ description: 'How many entries match, whatever the limit' }),
    entries: Type.Array(ref(JournalEntry), {
      description:
        'In the order in which the calls were completed, which need not be that of their ids',
    }),
  },
  { $id: 'Journal', description: 'Recorded requests' },
);

const entryId = (description: string) =>
  Type.Optional(Type.String({ pattern: '^\\d+$', description }));

export const EntryParams = Type.Object({
  requestId: Type.String({ description: 'The id of a journal entry', examples: ['1'] }),
});

/** How much of each entry a reader gets. */
export const EntryView = Type.Optional(
  stringEnum(['full', 'summary'], {
    default: 'full',
    description:
      'summary leaves headers and bodies out, which takes a fraction of the time: headers are {}, bodies are null, and both messages are truncated',
  }),
);

export const JournalQuery = Type.Object({
  contract: Type.Optional(ContractName),
  operationId: Type.Optional(Type.String({ description: 'The operation' })),
  method: Type.Optional(Type.String({ description: 'Not case-sensitive' })),
  status: Type.Optional(
    Type.String({
      pattern: '^[1-5](\\d\\d|[xX][xX])$',
      description: 'The status of the response, or a class of them: 4xx',
      examples: ['4xx'],
    }),
  ),
  persona: Type.Optional(Type.String({ description: "The caller's persona or login name" })),
  path: Type.Optional(Type.String({ description: '* matches any text' })),
  text: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1000,
      description:
        'A text that the path, the query, a header or a body contains; not case-sensitive, and secrets are masked',
    }),
  ),
  after: entryId('the id of an entry: only those that were completed after it'),
  before: entryId('the id of an entry: only those that were completed before it'),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'How many at most' }),
  ),
  order: Type.Optional(
    stringEnum(['asc', 'desc'], {
      default: 'asc',
      description: 'asc lists the oldest first, desc the newest',
    }),
  ),
  view: EntryView,
  sandboxes: Type.Optional(
    stringEnum(['one', 'all'], {
      default: 'one',
      description:
        'all: the calls to all sandboxes that are open, by real time, each with its sandbox; not with after and before, because each sandbox numbers its own calls',
    }),
  ),
});

const VerifyMatch = Type.Object(
  {
    ...requestConditions,
    status: Type.Optional(Type.Integer({ description: 'The status of the response' })),
  },
  {
    $id: 'VerifyMatch',
    description: 'Which requests, optionally by the status of the response',
    ...closedObject,
  },
);

const count = { type: 'integer', minimum: 0 };

export const VerifyRequest = Type.Object(
  {
    match: ref(VerifyMatch),
    count: Type.Optional(
      Type.Unsafe<number | { min?: number; max?: number }>({
        description:
          'How many there must be: exactly this many, or from min to max; min 1 by default',
        anyOf: [
          count,
          {
            type: 'object',
            properties: { min: count, max: count },
            minProperties: 1,
            ...closedObject,
          },
        ],
      }),
    ),
    timeoutMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 60_000,
        description: 'How long to wait for them, in real milliseconds; 0 by default',
      }),
    ),
  },
  {
    $id: 'VerifyRequest',
    description: 'Which requests to count, and how many there must be',
    examples: [{ match: { method: 'GET', path: '/users/*' }, count: { min: 0 } }],
    ...closedObject,
  },
);

export const VerifyResult = Type.Object(
  {
    passed: Type.Boolean(),
    count: Type.Integer({ description: 'How many matched' }),
    ids: Type.Array(Type.String(), {
      description: 'The ids of those that matched, in the order of their arrival; the first 1000',
    }),
    nearest: Type.Array(
      Type.Object({
        id: Type.String(),
        method: Type.String(),
        path: Type.String(),
        differs: Type.Array(
          Type.Object({ part: Type.String(), expected: Type.Unknown(), actual: Type.Unknown() }),
          { description: 'The first differences, at most 20' },
        ),
      }),
      {
        description:
          'If too few matched: at most three requests that differ least, and where they differ',
      },
    ),
  },
  { $id: 'VerifyResult', description: 'Whether the expected requests were made' },
);

export type JournalQuery = Static<typeof JournalQuery>;
export type VerifyRequest = Static<typeof VerifyRequest>;
export type VerifyResult = Static<typeof VerifyResult>;
export type Journal = Static<typeof Journal>;
