import { type Static, Type } from '@sinclair/typebox';
import { strictQuerySetting } from '../settings.js';

/** The settings of the Esper simulation. */
export const EsperSettings = Type.Object({
  strictQuery: strictQuerySetting(),
  maxLimit: Type.Integer({
    default: 500,
    minimum: 1,
    maximum: 10_000,
    description: 'the most rows a list returns; a higher limit is reduced to it',
  }),
  maxNameLength: Type.Integer({
    default: 150,
    minimum: 1,
    maximum: 10_000,
    description: 'maximum length of a username, first or last name',
  }),
  maxEmailLength: Type.Integer({
    default: 254,
    minimum: 1,
    maximum: 10_000,
    description: 'maximum length of an e-mail address',
  }),
  strict: Type.Boolean({
    default: false,
    description:
      'require a role, groups for group roles, and documented roles only; refuse packages without a readable manifest, and with 405 an upload whose path has no slash at its end',
  }),
});
export type EsperSettings = Static<typeof EsperSettings>;
