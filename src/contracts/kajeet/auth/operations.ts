import { inferred, ref } from '../../../../schemas/annotations.js';
import {
  ClientCredentials,
  Credentials,
  Enrichment,
  OktaToken,
  PasswordRequestBody,
  SwithUserRequest,
  TCAcceptanceLog,
  Token,
  Username,
} from '../../../../schemas/kajeet/auth.js';
import { Saved } from '../../../../schemas/kajeet/manage-profile.js';
import { changePassword } from '../../../../schemas/kajeet/users.js';
import {
  allow,
  anyScope,
  publicAccess,
  withConditions,
} from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { documented, observed, olderPortal } from '../evidence.js';
import {
  acceptTerms,
  clientToken,
  enrichToken,
  login,
  loginAs,
  lowerScopes,
  mayActAsOthers,
} from './login.js';
import { resetPassword, setPassword } from './password-reset.js';
import { validateConfirmation } from './passwords.js';

const source = documented('auth');
const passwordSource = documented('auth', '/v1.0/auth/password');

const loginRefusals = {
  401: 'The user name or the password is wrong.',
  403: 'The user is disabled.',
};

/** Operations of the vendor's page Auth, in its order. */
export const auth: readonly Operation[] = [
  operation({
    method: 'POST',
    url: '/v1.0/auth/token',
    config: { access: publicAccess, evidence: source, effect: 'read', refusals: loginRefusals },
    schema: {
      operationId: 'getToken',
      summary: 'Exchange user name and password for a token',
      body: ref(Credentials),
      response: { 200: ref(Token) },
    },
    handler: login,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/auth/token',
    config: { access: publicAccess, evidence: observed, effect: 'read', refusals: loginRefusals },
    schema: {
      operationId: 'getTokenByGet',
      summary:
        'Exchange user name and password for a token by GET with a body, as one public client does',
      description:
        'The same as POST, with the same JSON body: `username` and `password`. This document declares no body, because OpenAPI has none for GET; browsers and generated clients must use POST.',
      body: ref(Credentials),
      response: { 200: ref(Token) },
    },
    handler: login,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/login',
    config: {
      access: publicAccess,
      evidence: olderPortal,
      effect: 'read',
      refusals: loginRefusals,
      tools: { cli: 'sentinel auth login' },
    },
    schema: {
      operationId: 'login',
      summary: 'Log in and obtain a token: the name of the operation on the older portal',
      body: ref(Credentials),
      response: { 200: ref(Token) },
    },
    handler: login,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/acceptTermsAndConditions',
    config: { access: anyScope, evidence: source, effect: 'change' },
    schema: {
      operationId: 'acceptTermsAndConditions',
      summary: 'Record that the calling user accepts the terms',
      body: ref(TCAcceptanceLog),
      response: { 200: ref(Saved) },
    },
    handler: acceptTerms,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/clientToken',
    config: {
      access: publicAccess,
      evidence: source,
      effect: 'read',
      refusals: { ...loginRefusals, 401: 'The client id or the secret is wrong.' },
    },
    schema: {
      operationId: 'getClientToken',
      summary: 'Token for an API user of a trusted client',
      body: ref(ClientCredentials),
      response: { 200: inferred(ref(Token)) },
    },
    handler: clientToken,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/enrichToken',
    config: {
      access: publicAccess,
      evidence: source,
      effect: 'change',
      refusals: { 404: 'There is no user for the token.' },
    },
    schema: {
      operationId: 'enrichToken',
      summary: 'Build the enrichment object of an Okta token',
      description:
        'Finds the user by the claim preferred_username, email or sub of the Okta token and returns what Sentinel stores about that user. The signature of the Okta token is not checked.',
      body: ref(OktaToken),
      response: { 200: ref(Enrichment) },
    },
    handler: enrichToken,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/loginAs',
    config: {
      access: withConditions({ ...anyScope, inferredDeny: lowerScopes }, mayActAsOthers),
      evidence: source,
      effect: 'change',
      refusals: {
        403: "The user is disabled, ranks above the caller, or the user's corp is not at or below the caller's corp.",
        404: 'There is no such user.',
      },
    },
    schema: {
      operationId: 'loginAs',
      summary: 'Token for another user',
      body: ref(SwithUserRequest),
      response: { 200: inferred(ref(Token)) },
    },
    handler: loginAs,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/auth/password',
    config: { access: allow(changePassword), evidence: source, effect: 'change' },
    schema: {
      operationId: 'checkPasswordChange',
      summary: 'Check that the caller may set a new password',
      response: { 200: ref(Saved) },
    },
    handler: ({ caller }) => ({ message: `${caller.name} may set a new password` }),
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/password',
    config: { access: allow(changePassword), evidence: source, effect: 'change' },
    schema: {
      operationId: 'setPassword',
      summary: 'Set a new password after a reset',
      body: ref(PasswordRequestBody),
      response: { 200: ref(Saved) },
    },
    check: ({ body }) => validateConfirmation(body.newPassword, body.confirmPassword),
    handler: setPassword,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/auth/passwordReset',
    config: { access: publicAccess, evidence: passwordSource, effect: 'change' },
    schema: {
      operationId: 'resetPassword',
      summary: 'Mail a password reset link',
      description:
        'The response is the same when the user does not exist. No mail is sent; GET /_sim/outbox lists it instead.',
      body: ref(Username),
      response: { 200: ref(Saved) },
    },
    handler: resetPassword,
  }),
];
