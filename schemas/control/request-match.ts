import { Type } from '@sinclair/typebox';

/** The name of a contract, which may be any that is served. */
export const ContractName = Type.String({
  description: 'The name of a vendor API, its id in GET /_sim/contracts',
});

const stringMap = (description: string) =>
  Type.Record(Type.String(), Type.String(), { description, maxProperties: 100 });

/** The conditions that a request to a vendor API can be matched by. */
export const requestConditions = {
  contract: Type.Optional(ContractName),
  operationId: Type.Optional(Type.String()),
  method: Type.Optional(Type.String({ description: 'Not case-sensitive' })),
  path: Type.Optional(
    Type.String({
      description: "The requested path without the sandbox's prefix; * matches any text",
      examples: ['/users/*'],
    }),
  ),
  persona: Type.Optional(Type.String({ description: "The caller's persona or login name" })),
  query: Type.Optional(stringMap('Query parameters and their values')),
  headers: Type.Optional(stringMap('Headers and their values')),
  body: Type.Optional(
    Type.Unknown({ description: 'What the body must contain; objects may have more keys' }),
  ),
};

export const RequestMatch = Type.Object(requestConditions, {
  $id: 'RequestMatch',
  description:
    'Which requests: all given conditions must hold, and none match every request. Passwords, codes, card numbers and tokens are stored as fingerprints that only this server can compute, and are shown as ***',
  additionalProperties: false,
});
