import { type Static, Type } from '@sinclair/typebox';

/** What can be set about the simulation of B2CORE IB. */
export const B2coreSettings = Type.Object({
  mount: Type.String({
    default: '/v1',
    pattern: '^(/[A-Za-z0-9._-]+)+$',
    description:
      "the path of the API, such as /ib/v1, without a slash at its end: each customer's base differs",
  }),
  defaultLimit: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 10_000,
    description: 'rows of a list when no limit is given',
  }),
  maxLimit: Type.Integer({
    default: 100,
    minimum: 1,
    maximum: 10_000,
    description: 'most rows of a list',
  }),
  strictQuery: Type.Boolean({
    default: false,
    description: 'refuse unknown sort keys, filters and parameters instead of ignoring them',
  }),
  checkContacts: Type.Boolean({
    default: true,
    description: 'an e-mail contact must have an @, a phone contact digits',
  }),
  tokenLifetime: Type.Integer({
    default: 600,
    minimum: 1,
    maximum: 1e9,
    description: 'seconds after which a token expires',
  }),
});
export type B2coreSettings = Static<typeof B2coreSettings>;
