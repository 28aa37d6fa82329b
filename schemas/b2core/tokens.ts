import { type Static, Type } from '@sinclair/typebox';
import { stringEnum } from '../annotations.js';

export const TokenRequest = Type.Object(
  { grant_type: stringEnum(['client_credentials'], { description: 'How the token is come by' }) },
  {
    $id: 'TokenRequest',
    description: 'What a token is asked for with; the client is named by Basic authentication',
    examples: [{ grant_type: 'client_credentials' }],
  },
);

export const Token = Type.Object(
  {
    access_token: Type.String({ description: 'To be sent as Authorization: Bearer' }),
    token_type: stringEnum(['Bearer']),
    expires_in: Type.Integer({
      description: 'Seconds until it expires. The page says milliseconds; its example is 600',
      examples: [600],
    }),
  },
  { $id: 'Token', description: 'A token' },
);

/** An app registered in the Back Office, by whose id and secret tokens are had. */
export interface App {
  readonly clientId: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly persona: string;
  readonly purpose: string;
}

export type Token = Static<typeof Token>;
