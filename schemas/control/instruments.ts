import { type Static, Type } from '@sinclair/typebox';
import { nullable, ref, stringEnum } from '../annotations.js';

/** Faults and the journal: what is asked of them, and what they tell. */

const closedObject = { additionalProperties: false } as const;
const stringMap = (description: string) =>
  Type.Record(Type.String(), Type.String(), { description });

const ContractName = Type.String({
  description: 'The name of a vendor API, its id in GET /_sim/contracts',
});

const matching = {
  contract: Type.Optional(ContractName),
  operationId: Type.Optional(Type.String()),
  method: Type.Optional(Type.String({ description: 'In letters of either case' })),
  path: Type.Optional(
    Type.String({
      description: 'The path that is asked for, without the prefix of the sandbox; * is any text',
      examples: ['/users/*'],
    }),
  ),
  persona: Type.Optional(Type.String({ description: "The caller's persona or login name" })),
  query: Type.Optional(stringMap('Parameters with their values')),
  headers: Type.Optional(stringMap('Headers with their values')),
  body: Type.Optional(
    Type.Unknown({ description: 'What the body has to have; objects may have more keys' }),
  ),
};

const CallMatch = Type.Object(matching, {
  $id: 'CallMatch',
  description:
    'Which calls: all that is said must hold; nothing said is every call. Passwords, codes, card numbers and tokens in it are kept as seals that only this server can make, and shown as ***',
  ...closedObject,
});

const delay = { minimum: 0, maximum: 60_000 };
const Effect = Type.Object(
  {
    delayMs: Type.Optional(
      Type.Unsafe<number | { min: number; max: number }>({
        description: 'Real milliseconds to wait, or from how many to how many',
        anyOf: [
          { type: 'integer', ...delay },
          {
            type: 'object',
            required: ['min', 'max'],
            properties: { min: { type: 'integer', ...delay }, max: { type: 'integer', ...delay } },
            ...closedObject,
          },
        ],
      }),
    ),
    status: Type.Optional(
      Type.Integer({
        minimum: 400,
        maximum: 599,
        description: 'A refusal that the operation documents, or 429, or any of 5xx',
      }),
    ),
    retryAfter: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 86_400,
        description: 'Seconds that a 429 or 503 says to wait; 1 when left out',
      }),
    ),
    abort: Type.Optional(
      stringEnum(['before', 'during'], {
        description: 'The connection is cut before the answer, or in the middle of it',
      }),
    ),
    truncate: Type.Optional(
      Type.Unsafe<true | number>({
        description: 'The body ends in the middle, or after so many characters',
        anyOf: [{ const: true }, { type: 'integer', minimum: 0 }],
      }),
    ),
    malformed: Type.Optional(Type.Literal(true, { description: 'The body is no JSON any more' })),
    stale: Type.Optional(
      Type.Literal(true, {
        description:
          'The answer that the same call got before, if it got one in one piece, of at most 64 KiB',
      }),
    ),
  },
  {
    $id: 'FaultEffect',
    description: 'What happens to a call',
    'x-at-least-one': ['delayMs', 'status', 'abort', 'truncate', 'malformed', 'stale'],
    ...closedObject,
  },
);

const When = Type.Object(
  {
    skip: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Not to the first so many that match' }),
    ),
    times: Type.Optional(Type.Integer({ minimum: 1, description: 'To so many, then never again' })),
    share: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'To this share of them, by chance from the seed',
      }),
    ),
  },
  { $id: 'FaultWhen', description: 'To which of the calls that match', ...closedObject },
);

export const FaultCreate = Type.Object(
  { match: ref(CallMatch), effect: ref(Effect), when: Type.Optional(ref(When)) },
  {
    $id: 'FaultCreate',
    description: 'A rule: which calls, what happens, when',
    examples: [
      {
        match: { operationId: 'deviceTotals' },
        effect: { status: 429, retryAfter: 2 },
        when: { skip: 2, times: 1 },
      },
    ],
    ...closedObject,
  },
);

export const FaultRule = Type.Object(
  {
    id: Type.String({ examples: ['f1'] }),
    match: ref(CallMatch),
    effect: ref(Effect),
    when: ref(When),
    scenario: Type.Optional(Type.String({ description: 'The scenario that it came with' })),
    matched: Type.Integer({ description: 'Calls that it was met by' }),
    applied: Type.Integer({ description: 'Calls that it happened to' }),
  },
  { $id: 'FaultRule', description: 'A fault rule' },
);

export const FaultParams = Type.Object({
  id: Type.String({ description: 'The rule', examples: ['f1'] }),
});

export const ScenarioInfo = Type.Object(
  {
    name: Type.String(),
    description: Type.String(),
    rules: Type.Array(
      Type.Object({ match: ref(CallMatch), effect: ref(Effect), when: ref(When) }),
      { description: 'The fault rules that it adds' },
    ),
  },
  { $id: 'ScenarioInfo', description: 'A named set of fault rules' },
);

const headers = Type.Record(Type.String(), Type.Unknown());
const message = {
  headers,
  body: Type.Unknown({ description: 'JSON as what it says, other text as it is' }),
  truncated: Type.Optional(
    Type.Literal(true, { description: 'The body was longer than is kept, or was streamed' }),
  ),
};

const JournalEntry = Type.Object(
  {
    id: Type.String({ examples: ['1'] }),
    time: Type.String({ format: 'date-time', description: "By the sandbox's clock" }),
    contract: Type.String(),
    operationId: nullable(Type.String({ description: 'Null for what is no operation' })),
    method: Type.String(),
    path: Type.String({ description: 'As it was asked for, without the prefix of the sandbox' }),
    status: nullable(Type.Integer({ description: 'Null when the connection was cut before' })),
    persona: nullable(
      Type.String({ description: "The caller's persona or else login name; null for nobody" }),
    ),
    durationMs: Type.Number({ description: 'In real time' }),
    fault: Type.Optional(Type.String({ description: 'The fault rule that acted' })),
    request: Type.Object({ query: Type.Record(Type.String(), Type.Unknown()), ...message }),
    response: Type.Object(message),
  },
  {
    $id: 'JournalEntry',
    description: 'A call to a vendor API and what came of it; secrets are masked',
  },
);

export const Journal = Type.Object(
  {
    total: Type.Integer({ description: 'How many fit, whatever the limit' }),
    entries: Type.Array(ref(JournalEntry), { description: 'Oldest first' }),
  },
  { $id: 'Journal', description: 'Calls that were written down' },
);

export const JournalQuery = Type.Object({
  contract: Type.Optional(ContractName),
  operationId: Type.Optional(Type.String({ description: 'The operation' })),
  method: Type.Optional(Type.String({ description: 'In letters of either case' })),
  status: Type.Optional(Type.Integer({ description: 'The status of the answer' })),
  path: Type.Optional(Type.String({ description: '* is any text' })),
  after: Type.Optional(
    Type.String({ pattern: '^\\d+$', description: 'the id of an entry: only what came after it' }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'How many at most' }),
  ),
});

const count = { type: 'integer', minimum: 0 };
const Verification = Type.Object(
  { ...matching, status: Type.Optional(Type.Integer({ description: 'The status of the answer' })) },
  { $id: 'AnsweredMatch', description: 'Which calls, by what came of them too', ...closedObject },
);

export const VerifyRequest = Type.Object(
  {
    match: ref(Verification),
    count: Type.Optional(
      Type.Unsafe<number | { min?: number; max?: number }>({
        description:
          'How many there must be: so many, or from min to max; one or more when left out',
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
        description: 'How long to wait for it, in real milliseconds; not at all when left out',
      }),
    ),
  },
  {
    $id: 'VerifyRequest',
    description: 'Did calls like this happen, and so many times?',
    examples: [{ match: { method: 'GET', path: '/users/*' }, count: { min: 0 } }],
    ...closedObject,
  },
);

export const VerifyResult = Type.Object(
  {
    passed: Type.Boolean(),
    count: Type.Integer({ description: 'How many there were' }),
    nearest: Type.Array(
      Type.Object({
        id: Type.String(),
        method: Type.String(),
        path: Type.String(),
        differs: Type.Array(
          Type.Object({ part: Type.String(), expected: Type.Unknown(), actual: Type.Unknown() }),
        ),
      }),
      { description: 'When too few were found: the calls that differ least, and where' },
    ),
  },
  { $id: 'VerifyResult', description: 'Whether it happened' },
);

export type FaultCreate = Static<typeof FaultCreate>;
export type JournalQuery = Static<typeof JournalQuery>;
export type VerifyRequest = Static<typeof VerifyRequest>;
export type VerifyResult = Static<typeof VerifyResult>;
export type FaultRule = Static<typeof FaultRule>;
export type Journal = Static<typeof Journal>;
export type JournalEntry = Static<typeof JournalEntry>;
