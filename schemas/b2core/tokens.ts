import { type Static, Type } from '@sinclair/typebox';
import { stringEnum } from '../annotations.js';

export const TokenRequest = Type.Object(
  { grant_type: stringEnum(['client_credentials'], { description: 'The OAuth 2.0 grant' }) },
  {
    $id: 'TokenRequest',
    description: 'A request for a token; Basic authentication identifies the client',
    examples: [{ grant_type: 'client_credentials' }],
  },
);

export const Token = Type.Object(
  {
    access_token: Type.String({ description: 'Send it as Authorization: Bearer' }),
    token_type: stringEnum(['Bearer']),
    expires_in: Type.Integer({
      description:
        'Seconds until it expires. The documentation says milliseconds, but its example is 600',
      examples: [600],
    }),
  },
  { $id: 'Token', description: 'A token' },
);

/** An app that is registered in the Back Office. Its id and secret are exchanged for tokens. */
export const App = Type.Object({
  clientId: Type.String({ minLength: 1 }),
  name: Type.String(),
  enabled: Type.Boolean(),
  persona: Type.String(),
  purpose: Type.String(),
});
export type App = Static<typeof App>;

export type Token = Static<typeof Token>;
