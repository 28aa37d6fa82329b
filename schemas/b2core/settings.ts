import { type Static, Type } from '@sinclair/typebox';
import { strictQuerySetting } from '../settings.js';

/** The settings of the B2CORE IB simulation. */
export const B2coreSettings = Type.Object({
  mount: Type.String({
    default: '/v1',
    pattern: '^(/[A-Za-z0-9._-]+)+$',
    description:
      'the path of the API, such as /ib/v1, without a trailing slash; it differs between customers',
  }),
  defaultLimit: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 10_000,
    description: 'how many rows a list returns without a limit',
  }),
  maxLimit: Type.Integer({
    default: 100,
    minimum: 1,
    maximum: 10_000,
    description: 'the most rows a list returns',
  }),
  strictQuery: strictQuerySetting(
    'refuse unknown sort keys, filters and parameters instead of ignoring them',
  ),
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
  tokenBlock: Type.Boolean({
    default: false,
    description:
      'refuse token requests of a client id with 429 after 10 failed ones within 10 minutes',
  }),
});
export type B2coreSettings = Static<typeof B2coreSettings>;
