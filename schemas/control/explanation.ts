import { type Static, Type } from '@sinclair/typebox';
import { nullable, stringEnum } from '../annotations.js';

const kinds = ['documented', 'observed', 'inferred'] as const;

export const ExplainParams = Type.Object({
  requestId: Type.String({ description: 'The id of a journal entry', examples: ['1'] }),
});

export const Explanation = Type.Object(
  {
    requestId: Type.String(),
    contract: Type.String(),
    operationId: nullable(Type.String()),
    method: Type.String(),
    path: Type.String(),
    status: Type.Integer(),
    message: Type.String({ description: 'As the vendor would have said it' }),
    rule: Type.String({ description: 'The rule that was broken' }),
    evidence: stringEnum(kinds, {
      description:
        'Whether the vendor states the rule, public code shows it, or Understudy chose it',
    }),
    source: Type.Optional(Type.String({ description: 'The page that states it' })),
    declared: Type.String({
      description:
        'Where the published OpenAPI declares the operation, such as /openapi/NAME.json#/paths/~1user~1/get; the document for none',
    }),
    actual: Type.Optional(Type.String({ description: 'What the caller had' })),
    remedies: Type.Array(Type.String(), { description: 'What would pass' }),
    errors: Type.Array(
      Type.Object({
        in: Type.String(),
        at: Type.String(),
        message: Type.String(),
        evidence: Type.Optional(
          stringEnum(kinds, { description: 'Whether the vendor states what this part has to be' }),
        ),
        example: Type.Optional(Type.Unknown({ description: 'What would pass there' })),
      }),
      { description: 'What was wrong with what was sent' },
    ),
    fault: Type.Optional(Type.String({ description: 'The fault rule that refused it' })),
  },
  { $id: 'Explanation', description: 'Why a call was refused' },
);

export type Explanation = Static<typeof Explanation>;
