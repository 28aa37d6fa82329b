import { type Static, Type } from '@sinclair/typebox';
import { nullable, stringEnum } from '../annotations.js';

const kinds = ['documented', 'observed', 'inferred'] as const;

export const Explanation = Type.Object(
  {
    requestId: Type.String(),
    contract: Type.String(),
    operationId: nullable(Type.String()),
    method: Type.String(),
    path: Type.String(),
    status: Type.Integer(),
    message: Type.String({ description: 'The message in the words of the vendor' }),
    rule: Type.String({ description: 'The rule that was broken' }),
    evidence: stringEnum(kinds, {
      description:
        'Whether the vendor documents the rule, public code shows it, or Understudy chose it',
    }),
    source: Type.Optional(Type.String({ description: 'The page that documents the rule' })),
    declared: Type.String({
      description:
        'Where the published OpenAPI declares the operation, such as /openapi/NAME.json#/paths/~1user~1/get; the document if no operation matched',
    }),
    actual: Type.Optional(Type.String({ description: 'What the caller sent or had' })),
    remedies: Type.Array(Type.String(), { description: 'What would pass' }),
    errors: Type.Array(
      Type.Object({
        in: Type.String(),
        at: Type.String(),
        message: Type.String(),
        evidence: Type.Optional(
          stringEnum(kinds, { description: 'Whether the vendor documents this requirement' }),
        ),
        example: Type.Optional(Type.Unknown({ description: 'A value that would pass' })),
      }),
      { description: 'What was wrong with the request' },
    ),
    fault: Type.Optional(Type.String({ description: 'The fault rule that caused the refusal' })),
  },
  {
    $id: 'Explanation',
    description: 'Why a request was refused, or which parameters were ignored',
  },
);

export type Explanation = Static<typeof Explanation>;
