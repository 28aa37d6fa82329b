import { type Static, Type } from '@sinclair/typebox';
import { nullable, ref, stringEnum } from '../../annotations.js';

export const AccessParams = Type.Object({
  contract: Type.String({ description: 'The name of a vendor API' }),
});

const evidence = stringEnum(['documented', 'observed', 'inferred'], {
  description: 'By the vendor, by public client code, or the choice of Understudy',
});

const Verdict = Type.Object(
  {
    verdict: stringEnum(
      ['open', 'allowed', 'not-allowed', 'denied', 'chosen', 'condition', 'refused'],
      {
        description:
          'open: no token is needed. not-allowed: the vendor allows only other scopes. denied: the vendor denies a scope. chosen: Understudy denies a scope that the vendor does not mention. condition: the account of the caller violates a condition. refused: the caller cannot authenticate',
      },
    ),
    reason: nullable(Type.String({ description: 'The rule that is violated, and by what' })),
  },
  { $id: 'AccessVerdict', description: 'Whether a caller may call an operation' },
);

const OperationAccess = Type.Object(
  {
    operationId: Type.String(),
    method: Type.String(),
    path: Type.String({ description: 'Below the mount' }),
    summary: Type.String(),
    tag: Type.String({ description: 'The group of the operation' }),
    effect: stringEnum(['read', 'change', 'destroy'], { description: 'What it does to data' }),
    simulated: Type.Boolean({ description: 'False for an operation that responds with 501' }),
    evidence: nullable(evidence),
    source: nullable(Type.String({ description: 'The page that documents it' })),
    rules: Type.Array(Type.String(), { description: 'Who may call it, as sentences' }),
    conditions: Type.Array(Type.String(), {
      description: 'The names of the conditions that are checked after the scopes',
    }),
    scopes: Type.Record(Type.String(), ref(Verdict), {
      description: 'The verdict for a token with each of the scopes, without the conditions',
    }),
    personas: Type.Record(Type.String(), ref(Verdict), {
      description: 'The verdict for each persona, with the conditions on its account',
    }),
  },
  { $id: 'OperationAccess', description: 'Who may call an operation' },
);

export const AccessMatrix = Type.Object(
  {
    contract: Type.String(),
    scopeNoun: stringEnum(['scope', 'role'], { description: 'What the vendor calls scopes' }),
    scopes: Type.Array(
      Type.Object({
        name: Type.String(),
        base: nullable(Type.String({ description: 'The scope that a token has besides this one' })),
      }),
    ),
    conditions: Type.Array(
      Type.Object({
        name: Type.String(),
        rule: Type.String(),
        evidence,
        account: Type.Boolean({
          description: 'Whether it depends on the account alone, not on the request',
        }),
      }),
    ),
    operations: Type.Array(ref(OperationAccess)),
  },
  { $id: 'AccessMatrix', description: 'Who may call which operations of a vendor API' },
);
export type AccessMatrix = Static<typeof AccessMatrix>;
export type AccessVerdict = Static<typeof Verdict>;
