import { ref } from '../../../../schemas/annotations.js';
import { Token, TokenRequest } from '../../../../schemas/b2core/tokens.js';
import { withScheme } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { referencePage } from '../evidence.js';
import { clientCredentials, issueAppToken } from './identity.js';

/** Tokens. */
export const tokens: readonly Operation[] = [
  operation({
    method: 'POST',
    url: '/tokens',
    config: {
      access: withScheme(clientCredentials),
      evidence: referencePage('basic-auth'),
      effect: 'read',
      acceptsForm: true,
      refusals: {
        401: 'The client id and secret are missing or wrong.',
        429: 'The client id is blocked after failed requests; only with the setting b2core.tokenBlock.',
      },
    },
    schema: {
      operationId: 'createToken',
      summary: 'Exchange client credentials for an access token',
      body: ref(TokenRequest),
      response: { 200: ref(Token) },
    },
    handler({ sandbox, caller, issuer }): Token {
      const { token, expiresIn } = issueAppToken(sandbox, issuer, caller.name);
      return { access_token: token, token_type: 'Bearer', expires_in: expiresIn ?? 0 };
    },
  }),
];
