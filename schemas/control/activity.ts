import { type Static, Type } from '@sinclair/typebox';
import { nullable, ref, stringEnum } from '../annotations.js';

const calls = Type.Integer({ description: 'How many calls used it' });

const Share = Type.Object(
  { used: Type.Integer(), published: Type.Integer() },
  { $id: 'Share', description: 'How many of the published ones were used' },
);

const OperationCoverage = Type.Object(
  {
    operationId: Type.String(),
    method: Type.String(),
    path: Type.String({ description: 'Below the mount' }),
    effect: stringEnum(['read', 'change', 'destroy'], { description: 'What it does to data' }),
    source: nullable(Type.String({ description: 'The page that documents it' })),
    simulated: Type.Boolean({ description: 'False for an operation that responds with 501' }),
    calls: Type.Integer(),
    statuses: Type.Array(
      Type.Object({ status: Type.Integer(), published: Type.Boolean(), calls }),
      { description: 'The published statuses, and others that were sent' },
    ),
    parameters: Type.Array(
      Type.Object({ name: Type.String(), in: stringEnum(['path', 'query']), calls }),
      { description: 'The published parameters' },
    ),
    scopes: Type.Array(Type.Object({ scope: Type.String(), accepted: Type.Boolean(), calls }), {
      description: 'The scopes that it accepts, and others that callers had',
    }),
    pages: nullable(
      Type.Object(
        {
          first: Type.Integer({ description: 'Successful calls for the first page' }),
          later: Type.Integer({ description: 'Successful calls for later pages' }),
        },
        { description: 'Null for an operation without pages' },
      ),
    ),
  },
  { $id: 'OperationCoverage', description: 'What callers used of one operation' },
);

export const ContractCoverage = Type.Object(
  {
    contract: Type.String(),
    operations: ref(Share),
    statuses: ref(Share),
    parameters: ref(Share),
    scopes: ref(Share),
    pages: ref(Share),
    details: Type.Array(ref(OperationCoverage), {
      description: 'Every published operation, called or not',
    }),
  },
  {
    $id: 'ContractCoverage',
    description:
      'What callers used of one vendor API: statuses, parameters and scopes are counted for each operation, pages where a later one was read',
  },
);

const coverage = {
  calls: Type.Integer({ description: 'All calls since the sandbox was created or reset' }),
  unmatched: Type.Integer({ description: 'Those that no operation matched' }),
  contracts: Type.Array(ref(ContractCoverage), { description: 'The vendor APIs' }),
};

export const Coverage = Type.Object(coverage, {
  $id: 'Coverage',
  description: 'What callers used, against what is published',
});
export type OperationCoverage = Static<typeof OperationCoverage>;
export type ContractCoverage = Static<typeof ContractCoverage>;
export type Coverage = Static<typeof Coverage>;

/** Which sandboxes a result is about. */
export const SandboxesQuery = Type.Object({
  sandboxes: Type.Optional(
    stringEnum(['one', 'all'], {
      default: 'one',
      description:
        'all: the calls to all sandboxes since the server started, those to deleted sandboxes included if the server collects them for a report',
    }),
  ),
});

export const DueEvent = Type.Object(
  {
    at: Type.String({ format: 'date-time', description: "By the sandbox's clock" }),
    kind: stringEnum(['scheduled', 'recurring', 'token-expires'], {
      description:
        'A change that a call scheduled; the next time of a change that happens again and again; the end of a token that was used or mailed',
    }),
    contract: nullable(Type.String({ description: 'The vendor API that it belongs to' })),
    subject: nullable(
      Type.String({ description: 'What it concerns, such as an account or a caller' }),
    ),
    description: Type.String(),
  },
  { $id: 'DueEvent', description: 'Something that happens when the clock moves' },
);

const SandboxActivity = Type.Object(
  {
    sandbox: Type.String({ description: 'The name of the sandbox' }),
    calls: Type.Array(Type.Integer(), {
      description: 'How many calls of the vendor APIs it got in each step, the oldest step first',
    }),
    refusals: Type.Array(Type.Integer(), {
      description: 'How many of these calls got a status of 400 or above',
    }),
    lastCall: nullable(
      Type.Object(
        {
          at: Type.String({ format: 'date-time', description: 'In real time' }),
          contract: Type.String(),
          operationId: nullable(Type.String({ description: 'Null when no operation matched' })),
          method: Type.String(),
          status: nullable(
            Type.Integer({ description: 'Null when the connection closed before the response' }),
          ),
        },
        { description: 'The latest call' },
      ),
    ),
  },
  { $id: 'SandboxActivity', description: 'The latest calls to one sandbox' },
);

export const RecentActivity = Type.Object(
  {
    stepSeconds: Type.Number({ description: 'The length of a step, in real time' }),
    sandboxes: Type.Array(ref(SandboxActivity), {
      description: 'The sandboxes that got a call since the start of the server, or their reset',
    }),
  },
  { $id: 'RecentActivity', description: 'The calls of the last five minutes, in real time' },
);

/** The token of an event stream, for clients that cannot send headers. */
export const streamToken = Type.Optional(
  Type.String({
    writeOnly: true,
    description: 'The admin token, if one is required, or the key of a sandbox',
  }),
);
