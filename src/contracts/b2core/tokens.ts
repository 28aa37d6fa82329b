import { Token, TokenRequest } from '../../../schemas/b2core/tokens.js';
import { ref } from '../../../schemas/evidence.js';
import { by } from '../../simulator/access.js';
import { type Operation, operation } from '../../simulator/contract.js';
import { page } from './evidence.js';
import { clientCredentials, issue } from './identity.js';

/** Authentication. */
export const tokens: readonly Operation[] = [
  operation({
    method: 'POST',
    url: '/tokens',
    config: {
      access: by(clientCredentials),
      evidence: page('basic-auth'),
      effect: 'read',
      takesForms: true,
      refusals: { 401: 'The client id and secret are missing or wrong.' },
    },
    schema: {
      operationId: 'createToken',
      summary: 'Exchange client credentials for an access token',
      body: ref(TokenRequest),
      response: { 200: ref(Token) },
    },
    handler({ sandbox, caller, server }): Token {
      const { token, expiresIn } = issue(sandbox, server.signer, caller.name);
      return { access_token: token, token_type: 'Bearer', expires_in: expiresIn ?? 0 };
    },
  }),
];
