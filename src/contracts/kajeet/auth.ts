import { ref } from '../../../schemas/evidence.js';
import { Credentials, Token } from '../../../schemas/kajeet/auth.js';
import { unpublished, unpublishedAnswer } from '../../../schemas/kajeet/unpublished.js';
import { allow, anyScope, open } from '../../simulator/access.js';
import { type Operation, operation, type ReadRequest } from '../../simulator/contract.js';
import { refused, unauthorized } from '../../simulator/problem.js';
import { users } from './collections.js';
import { documented, observed, olderPortal } from './evidence.js';
import { issue, tokenLifetime } from './identity.js';
import { isPassword } from './passwords.js';

const tokenRefusals = {
  401: 'The user name or the password is wrong.',
  403: 'The user is disabled.',
};

/** Auth, in the order of the vendor's page. */
export const auth: readonly Operation[] = [
  operation({
    method: 'POST',
    url: '/v1.0/auth/token',
    config: { access: open, evidence: documented('auth'), effect: 'read', refusals: tokenRefusals },
    schema: {
      operationId: 'getToken',
      summary: 'Exchange user name and password for a token',
      body: ref(Credentials),
      response: { 200: ref(Token) },
    },
    handler: logIn,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/auth/token',
    config: { access: open, evidence: observed, effect: 'read', refusals: tokenRefusals },
    schema: {
      operationId: 'getTokenByGet',
      summary:
        'Exchange user name and password for a token, as one public client does it: GET with a body',
      body: ref(Credentials),
      response: { 200: ref(Token) },
    },
    handler: logIn,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/login',
    config: { access: open, evidence: olderPortal, effect: 'read', refusals: tokenRefusals },
    schema: {
      operationId: 'login',
      summary: 'Log in and obtain a token, by the name of the older portal',
      body: ref(Credentials),
      response: { 200: ref(Token) },
    },
    handler: logIn,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/acceptTermsAndConditions',
    config: { access: anyScope, evidence: documented('auth'), effect: 'change' },
    schema: {
      operationId: 'acceptTermsAndConditions',
      summary: 'Record acceptance of the terms',
      body: unpublished('TCAcceptanceLog'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/clientToken',
    config: { access: open, evidence: documented('auth'), effect: 'read' },
    schema: {
      operationId: 'getClientToken',
      summary: 'Token for an API user of a trusted client',
      body: unpublished('Client API credentials'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/enrichToken',
    config: { access: open, evidence: documented('auth'), effect: 'change' },
    schema: {
      operationId: 'enrichToken',
      summary: 'Build the enrichment object of an Okta token',
      body: unpublished('OktaToken'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/loginAs',
    config: { access: anyScope, evidence: documented('auth'), effect: 'change' },
    schema: {
      operationId: 'loginAs',
      summary: 'Token for another user (switch account)',
      body: unpublished('SwithUserRequest'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/auth/password',
    config: { access: allow('CHANGE_PASSWORD'), evidence: documented('auth'), effect: 'change' },
    schema: {
      operationId: 'checkPasswordChange',
      summary: 'Check that the caller may set a new password',
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/password',
    config: { access: allow('CHANGE_PASSWORD'), evidence: documented('auth'), effect: 'change' },
    schema: {
      operationId: 'setPassword',
      summary: 'Set a new password after a reset',
      body: unpublished('PasswordRequestBody'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/passwordReset',
    config: { access: open, evidence: documented('auth', '/v1.0/auth/password'), effect: 'change' },
    schema: {
      operationId: 'resetPassword',
      summary: 'Mail a password reset link',
      body: unpublished('username'),
      response: { 200: unpublishedAnswer },
    },
  }),
];

function logIn(request: ReadRequest<unknown, unknown, Credentials>): Token {
  const { username, password } = request.body;
  const user = request.sandbox.documents(users).get(username);
  if (!user || !isPassword(password, username, user.own.password)) {
    throw unauthorized('The user name or the password is wrong');
  }
  if (!user.own.enabled) throw refused(`The user ${username} is disabled`);
  const { token } = issue(request.sandbox, request.server.signer, user, {
    lifetime: tokenLifetime,
  });
  const [role = ''] = user.own.scopes;
  return { token, details: { corpId: user.own.corpId, username, role } };
}
