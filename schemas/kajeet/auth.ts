import { type Static, Type } from '@sinclair/typebox';
import { inferred, observed } from '../annotations.js';

/** Known from a public client of the live API. */
export const Credentials = observed(
  Type.Object(
    {
      username: Type.String({
        minLength: 1,
        description: 'Login name',
        examples: ['dana.whitfield'],
      }),
      password: Type.String({
        minLength: 1,
        writeOnly: true,
        description: 'Password',
        examples: ['demo-dana.whitfield'],
      }),
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
        username: inferred(Type.String({ description: 'Login name' })),
        role: inferred(Type.String({ description: "The user's scope" })),
      }),
    },
    { $id: 'Token', description: 'A token and the user it is for' },
  ),
);
export type Token = Static<typeof Token>;

export const ClientCredentials = inferred(
  Type.Object(
    {
      clientId: Type.String({ minLength: 1 }),
      clientSecret: Type.String({ minLength: 1, writeOnly: true }),
    },
    {
      $id: 'ClientCredentials',
      description: 'The id and secret of a trusted client',
      examples: [{ clientId: 'northstar-sis', clientSecret: 'demo-northstar-sis' }],
    },
  ),
);

export const OktaToken = inferred(
  Type.Object(
    { token: Type.String({ minLength: 1, writeOnly: true, description: 'An Okta OAuth 2 token' }) },
    {
      $id: 'OktaToken',
      description: 'The token of the user to enrich',
      examples: [{ token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJkYW5hLndoaXRmaWVsZCJ9.' }],
    },
  ),
);

export const Enrichment = inferred(
  Type.Object(
    {
      username: Type.String(),
      email: Type.String(),
      corpId: Type.String(),
      role: Type.String(),
      scopes: Type.Array(Type.String()),
    },
    { $id: 'Enrichment', description: 'What Sentinel stores about the user of an Okta token' },
  ),
);
export type Enrichment = Static<typeof Enrichment>;

/** The misspelling of the model name is the vendor's. */
export const SwithUserRequest = inferred(
  Type.Object(
    { username: Type.String({ minLength: 1, description: 'The user to switch to' }) },
    { $id: 'SwithUserRequest', examples: [{ username: 'marcus.oyelaran' }] },
  ),
);

export const Username = inferred(
  Type.Object(
    { username: Type.String({ minLength: 1, description: 'The user whose password is reset' }) },
    { $id: 'Username', examples: [{ username: 'marcus.oyelaran' }] },
  ),
);

export const PasswordRequestBody = inferred(
  Type.Object(
    {
      newPassword: Type.String({ minLength: 8, maxLength: 255, writeOnly: true }),
      confirmPassword: Type.String({ writeOnly: true }),
    },
    {
      $id: 'PasswordRequestBody',
      examples: [
        { newPassword: 'correct horse battery', confirmPassword: 'correct horse battery' },
      ],
    },
  ),
);

export const TCAcceptanceLog = inferred(
  Type.Object(
    { accepted: Type.Boolean() },
    { $id: 'TCAcceptanceLog', examples: [{ accepted: true }] },
  ),
);
