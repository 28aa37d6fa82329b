import { type Static, Type } from '@sinclair/typebox';
import { nullable, ref, stringEnum } from '../annotations.js';
import { RequestMatch } from './request-match.js';

const closedObject = { additionalProperties: false } as const;

const delay = { type: 'integer', minimum: 0, maximum: 60_000 };
const FaultEffect = Type.Object(
  {
    delayMs: Type.Optional(
      Type.Unsafe<number | { min: number; max: number }>({
        description: 'Delay in real milliseconds, or the range to draw it from',
        anyOf: [
          delay,
          {
            type: 'object',
            required: ['min', 'max'],
            properties: { min: delay, max: delay },
            ...closedObject,
          },
        ],
      }),
    ),
    status: Type.Optional(
      Type.Integer({
        minimum: 400,
        maximum: 599,
        description: 'An error status that the operation documents, or 429, or any 5xx',
      }),
    ),
    retryAfter: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 86_400,
        description: 'Seconds in the Retry-After header of a 429 or 503; 1 by default',
      }),
    ),
    abort: Type.Optional(
      stringEnum(['before', 'during'], {
        description: 'Close the connection before the response, or in the middle of it',
      }),
    ),
    truncate: Type.Optional(
      Type.Unsafe<true | number>({
        description: 'End the body in the middle, or after this many characters',
        anyOf: [
          { type: 'boolean', const: true },
          { type: 'integer', minimum: 0 },
        ],
      }),
    ),
    malformed: Type.Optional(Type.Literal(true, { description: 'Make the body invalid JSON' })),
    stale: Type.Optional(
      Type.Literal(true, {
        description:
          'Repeat the last response to the same request, if it was complete and at most 64 KiB',
      }),
    ),
    after: Type.Optional(
      Type.Literal(true, {
        description:
          'Do the operation first and keep what it changes, then delay, send the status or close the connection',
      }),
    ),
  },
  {
    $id: 'FaultEffect',
    description: 'What happens to a request',
    'x-at-least-one': ['delayMs', 'status', 'abort', 'truncate', 'malformed', 'stale'],
    ...closedObject,
  },
);

const FaultSchedule = Type.Object(
  {
    skip: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Skip this many matching requests first' }),
    ),
    times: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Apply to at most this many requests' }),
    ),
    share: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'Apply to this share of them, drawn at random from the seed',
      }),
    ),
    until: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          "Remove the rule when the sandbox's clock reaches this time, which must be in its future",
        examples: ['2030-01-01T00:00:00Z'],
      }),
    ),
  },
  {
    $id: 'FaultSchedule',
    description: 'Which of the matching requests are affected',
    ...closedObject,
  },
);

export const FaultCreate = Type.Object(
  {
    match: ref(RequestMatch),
    effect: ref(FaultEffect),
    when: Type.Optional(ref(FaultSchedule)),
  },
  {
    $id: 'FaultCreate',
    description: 'A rule: which requests, what happens to them, and when',
    examples: [
      {
        match: { operationId: 'deviceTotals' },
        effect: { status: 429, retryAfter: 2 },
        when: { skip: 2, times: 1 },
      },
      { match: { method: 'PUT' }, effect: { status: 504, after: true }, when: { times: 1 } },
    ],
    ...closedObject,
  },
);

export const FaultRule = Type.Object(
  {
    id: Type.String({ examples: ['f1'] }),
    match: ref(RequestMatch),
    effect: ref(FaultEffect),
    when: ref(FaultSchedule),
    scenario: Type.Optional(Type.String({ description: 'The scenario that added it' })),
    matched: Type.Integer({ description: 'How many requests it matched' }),
    applied: Type.Integer({ description: 'How many requests it was applied to' }),
  },
  { $id: 'FaultRule', description: 'A fault rule' },
);

export const FaultPreviewQuery = Type.Object({
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 50,
      description: 'How many of the latest calls to compare with the rule',
    }),
  ),
});

export const FaultPreview = Type.Object(
  {
    calls: Type.Integer({ description: 'How many calls were compared with the rule' }),
    matched: Type.Integer({ description: 'How many of them it matches' }),
    applied: Type.Integer({ description: 'How many of those it would have been applied to' }),
    entries: Type.Array(
      Type.Object({
        id: Type.String({ description: 'The id of the journal entry' }),
        method: Type.String(),
        path: Type.String(),
        contract: Type.String(),
        operationId: nullable(Type.String()),
        persona: nullable(Type.String()),
        status: nullable(Type.Integer({ description: 'The status that the call had' })),
      }),
      { description: 'The calls that it would have been applied to, latest first' },
    ),
  },
  { $id: 'FaultPreview', description: 'What a fault rule would have done to the latest calls' },
);

export const FaultParams = Type.Object({
  id: Type.String({ description: 'The rule', examples: ['f1'] }),
});

export const ScenarioParams = Type.Object({
  name: Type.String({ description: 'The scenario', examples: ['rate-limited'] }),
});

export const ScenarioInfo = Type.Object(
  {
    name: Type.String(),
    description: Type.String(),
    rules: Type.Array(
      Type.Object({
        match: ref(RequestMatch),
        effect: ref(FaultEffect),
        when: ref(FaultSchedule),
      }),
      { description: 'The fault rules that it adds' },
    ),
    active: Type.Boolean({ description: 'Whether the sandbox has a rule of it' }),
  },
  { $id: 'ScenarioInfo', description: 'A named set of fault rules' },
);

export type FaultCreate = Static<typeof FaultCreate>;
export type FaultRule = Static<typeof FaultRule>;
