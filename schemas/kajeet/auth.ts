import { type Static, Type } from '@sinclair/typebox';
import { inferred, observed } from '../evidence.js';

/** Known from a public client of the live API. */
export const Credentials = observed(
  Type.Object(
    {
      username: Type.String({ minLength: 1, examples: ['dana.whitfield'] }),
      password: Type.String({ minLength: 1, writeOnly: true, examples: ['demo-dana.whitfield'] }),
    },
    {
      $id: 'Credentials',
      description: 'User name and password',
      examples: [{ username: 'dana.whitfield', password: 'demo-dana.whitfield' }],
    },
  ),
);
export type Credentials = Static<typeof Credentials>;

export const Token = observed(
  Type.Object(
    {
      token: Type.String({ description: 'A JWT for the Authorization header' }),
      details: Type.Object({
        corpId: Type.String({ description: "The user's device group" }),
        username: inferred(Type.String()),
        role: inferred(Type.String({ description: "The user's scope" })),
      }),
    },
    { $id: 'Token', description: 'A token and whom it is for' },
  ),
);
export type Token = Static<typeof Token>;
