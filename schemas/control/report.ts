import { type Static, Type } from '@sinclair/typebox';
import { nullable, ref, stringEnum } from '../annotations.js';
import { ContractCoverage } from './activity.js';

/** What an audit looks for in a client, ordered by the damage that it does. */
export const findingCodes = [
  'repeated-write',
  'paging-not-followed',
  'unknown-parameter',
  'expired-token',
  'ignored-retry-after',
  'not-simulated',
  'unneeded-scope',
] as const;
export type FindingCode = (typeof findingCodes)[number];

const flag = (description: string) => Type.Optional(Type.Literal(true, { description }));

const AuditedCall = Type.Object(
  {
    sandbox: Type.String(),
    id: Type.String({ description: 'Its id in the journal of the sandbox' }),
    method: Type.String(),
    path: Type.String({ description: 'With the query; secrets are masked' }),
    persona: Type.Optional(
      Type.String({ description: 'The seeded user whose token the call had, if it is one' }),
    ),
    status: nullable(
      Type.Integer({ description: 'Null when the connection closed before the response' }),
    ),
    injected: flag('A fault rule sent the status, or cut the connection'),
    done: flag('The operation was done, although the response does not say so'),
    disconnected: flag('The client closed the connection before the response was complete'),
    reason: Type.Optional(
      Type.String({ description: 'Why no operation matched, and what may be meant' }),
    ),
    retryAfter: Type.Optional(Type.String({ description: 'The header Retry-After' })),
    total: Type.Optional(
      Type.Integer({ description: 'How many items the list has, on all pages together' }),
    ),
  },
  { $id: 'AuditedCall', description: 'A call to a vendor API' },
);
export type AuditedCall = Static<typeof AuditedCall>;

const occurrences = Type.Integer({ description: 'How often it happened' });
const sequences = Type.Array(Type.Array(ref(AuditedCall)), {
  description: 'The calls of the first occurrences, each in order',
});
const operationId = nullable(Type.String({ description: 'Null if several are concerned' }));

const client = Type.String({
  description: 'The first product in the User-Agent of the calls, without its version',
});

const Evidence = Type.Object(
  {
    code: stringEnum(findingCodes),
    contract: Type.String(),
    operationId: Type.String(),
    subject: Type.String({ description: 'What tells it from others: the name of a parameter' }),
    client,
    occurrences,
    calls: sequences,
  },
  { $id: 'AuditEvidence', description: 'Calls that may be a finding once all runs are merged' },
);
export type AuditEvidence = Static<typeof Evidence>;

const Refusals = Type.Object(
  {
    contract: Type.String(),
    operationId: Type.String(),
    status: Type.Integer({ description: 'From 400 to 499' }),
    reason: Type.String({ description: 'Why the calls were refused; empty where it is not known' }),
    occurrences,
    calls: Type.Array(ref(AuditedCall), { description: 'The first of them' }),
  },
  {
    $id: 'Refusals',
    description: 'Calls to an operation that were refused for the same reason, not by a fault rule',
  },
);
export type Refusals = Static<typeof Refusals>;

const CallerUse = Type.Object(
  {
    contract: Type.String(),
    client,
    scopes: Type.Array(Type.String(), {
      description: 'The scopes of a token; none where the vendor has none',
    }),
    operations: Type.Array(Type.String(), { description: 'The operations that succeeded with it' }),
    occurrences: Type.Integer({ description: 'How many calls succeeded with it' }),
    calls: Type.Array(ref(AuditedCall), {
      description: 'The first of those that were examined and whose operation needs a scope',
    }),
    laterPages: Type.Array(Type.String(), {
      description: 'The operations of which it read a page after the first',
    }),
  },
  { $id: 'CallerUse', description: 'What a client used a combination of scopes for' },
);
export type CallerUse = Static<typeof CallerUse>;

const Finding = Type.Object(
  {
    code: stringEnum(findingCodes),
    severity: stringEnum(['error', 'warning', 'note']),
    title: Type.String(),
    contract: Type.String(),
    operationId,
    description: Type.String({ description: 'What the client did, and why it does damage' }),
    advice: Type.String({ description: 'What a robust client does' }),
    documentation: nullable(Type.String({ description: "The vendor's page" })),
    clients: Type.Array(client, { description: 'The clients that made the calls' }),
    occurrences,
    calls: sequences,
    reproduce: Type.Array(Type.String(), { description: 'Lines for a shell, and comments' }),
  },
  { $id: 'Finding', description: 'A defect of a client' },
);
export type Finding = Static<typeof Finding>;

/** A report can be merged only with others of this format. */
export const reportFormat = 5;

export const Report = Type.Object(
  {
    format: Type.Literal(reportFormat),
    sandboxes: Type.Integer({ description: 'How many sandboxes got calls' }),
    calls: Type.Integer(),
    unmatched: Type.Integer({ description: 'The calls that no operation matched' }),
    unmatchedCalls: Type.Array(ref(AuditedCall), { description: 'The first of them' }),
    refused: Type.Integer({
      description:
        'The examined calls to operations that were refused with a status from 400 to 499, without those that fault rules refused',
    }),
    refusals: Type.Array(ref(Refusals), {
      description: 'They by operation, status and reason; the first of very many',
    }),
    unexamined: Type.Integer({
      description:
        'The calls that the journal no longer had, which are in the coverage but not in the findings',
    }),
    contracts: Type.Array(ref(ContractCoverage)),
    callers: Type.Array(ref(CallerUse)),
    evidence: Type.Array(ref(Evidence)),
    findings: Type.Array(ref(Finding), { description: 'Those that do most damage first' }),
  },
  { $id: 'Report', description: 'What clients used of the vendor APIs, and their defects' },
);
export type Report = Static<typeof Report>;

/** A report before its findings are derived. */
export type ReportFacts = Omit<Report, 'findings'>;
