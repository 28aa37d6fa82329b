import { type Static, Type } from '@sinclair/typebox';

/** What can be set about the simulation of Esper. */
export const EsperSettings = Type.Object({
  maxLimit: Type.Integer({
    default: 500,
    minimum: 1,
    maximum: 10_000,
    description: 'most rows of a list; a higher limit is cut to it',
  }),
  maxNameLength: Type.Integer({
    default: 150,
    minimum: 1,
    maximum: 10_000,
    description: 'longest username, first and last name',
  }),
  maxEmailLength: Type.Integer({
    default: 254,
    minimum: 1,
    maximum: 10_000,
    description: 'longest e-mail address',
  }),
  strict: Type.Boolean({
    default: false,
    description: 'demand a role, groups for group roles, and the documented roles only',
  }),
});
export type EsperSettings = Static<typeof EsperSettings>;
