import type { FastifyRequest } from 'fastify';
import { ref } from '../../../../schemas/annotations.js';
import { developerAppId } from '../../../../schemas/esper/tenant/tokens.js';
import {
  CreatedPersonalToken,
  expiryOf,
  PersonalToken,
  PersonalTokenCreate,
  PersonalTokenList,
  PersonalTokenParams,
  PersonalTokenUpdate,
  type StoredPersonalToken,
} from '../../../../schemas/esper/v2/personal-tokens.js';
import { noContent } from '../../../../schemas/responses.js';
import { firstFreeToken } from '../../../../seeds/esper/index.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import { anyScope } from '../../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  type UnvalidatedRequest,
} from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError, notFound } from '../../../simulator/contract/problem.js';
import { paddedKey } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { personalTokens as collection, personalTokenSequence } from '../collections.js';
import { authn2 as evidence } from '../evidence.js';
import { callingUser, personalKey } from '../identity.js';
import { currentTimestamp } from './timestamp.js';

const url = '/authn2/v0/personal-access-token/';
const itemUrl = `${url}:personal_access_token_id`;

/** The tokens of the caller, which are bearer tokens as API keys are. */
export const personalAccessTokens: readonly Operation[] = [
  operation({
    method: 'POST',
    url,
    config: { access: anyScope, evidence, effect: 'change' },
    schema: {
      operationId: 'createPersonalAccessToken',
      summary: 'Generate a new personal access token',
      description:
        'A bearer token of the user who calls. It is refused once it is deleted, or has expired on the clock of the sandbox.',
      body: ref(PersonalTokenCreate),
      response: { 200: ref(CreatedPersonalToken) },
    },
    check: validateExpiry,
    handler(request) {
      const { sandbox, body } = request;
      const number = firstFreeToken + sandbox.sequences.next(personalTokenSequence);
      const created_at = currentTimestamp(sandbox);
      const { name, description, expiry_at } = body;
      const token: StoredPersonalToken = {
        id: uuidOf(`esper personal access token ${number}`),
        name,
        description,
        created_at,
        updated_at: created_at,
        expiry_at,
        number,
        user: callingUser(request).id,
      };
      sandbox.documents(collection).insert(token, {});
      const {
        legacy_token_id: _,
        legacy_developer_app_id: __,
        ...created
      } = present(request, token);
      return created;
    },
  }),
  operation({
    method: 'GET',
    url,
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'listPersonalAccessTokens',
      summary: 'Get tokens for corresponding user and tenant',
      response: { 200: ref(PersonalTokenList) },
    },
    handler(request) {
      const where = { user: callingUser(request).id };
      const found = request.sandbox.documents(collection).all({ where });
      const tokens = found.map(({ wire }) => present(request, wire));
      return { count: tokens.length, personal_access_tokens: tokens };
    },
  }),
  operation({
    method: 'PUT',
    url: itemUrl,
    config: { access: anyScope, evidence, effect: 'change' },
    schema: {
      operationId: 'renewPersonalAccessToken',
      summary: 'Renew personal access token',
      description: 'Gives a token another time of expiry. The token itself stays the same.',
      params: PersonalTokenParams,
      body: ref(PersonalTokenUpdate),
      response: { 200: ref(PersonalToken) },
    },
    check: validateExpiry,
    handler(request) {
      const { sandbox, body } = request;
      const updated_at = currentTimestamp(sandbox);
      const renewed = { ...requireToken(request), expiry_at: body.expiry_at, updated_at };
      sandbox.documents(collection).upsert(renewed, {});
      return present(request, renewed);
    },
  }),
  operation({
    method: 'DELETE',
    url: itemUrl,
    config: { access: anyScope, evidence, effect: 'destroy' },
    schema: {
      operationId: 'deletePersonalAccessToken',
      summary: 'Delete personal access token',
      params: PersonalTokenParams,
      response: { 204: noContent },
    },
    handler(request) {
      const { number } = requireToken(request);
      request.sandbox.documents(collection).delete(paddedKey(number));
    },
  }),
];

/** Deletes the tokens of a user who is deleted. */
export function deleteTokensOf(sandbox: Sandbox, user: number): void {
  const stored = sandbox.documents(collection);
  for (const { wire } of stored.all({ where: { user } })) stored.delete(paddedKey(wire.number));
}

/** The token that the path names. Throws a 404 problem for one that is not the caller's. */
function requireToken(
  request: Pick<FastifyRequest, 'sandbox' | 'caller'> & {
    readonly params: { readonly personal_access_token_id: string };
  },
): StoredPersonalToken {
  const { personal_access_token_id: id } = request.params;
  const found = request.sandbox.documents(collection).findOne({ where: { id: id.toLowerCase() } });
  if (found?.wire.user !== callingUser(request).id)
    throw notFound(`The caller has no personal access token ${id}`);
  return found.wire;
}

function present(
  { issuer }: Pick<FastifyRequest, 'issuer'>,
  { number, user: _, ...stored }: StoredPersonalToken,
) {
  const token = personalKey(issuer, number);
  return {
    ...stored,
    token,
    prefix: token.slice(0, 8),
    legacy_token_id: number,
    legacy_developer_app_id: developerAppId,
  };
}

/** Reports a time of expiry that is past. */
function validateExpiry({ sandbox, body }: UnvalidatedRequest): FieldError[] {
  const { expiry_at } = body;
  if (typeof expiry_at !== 'number') return [];
  const expires = expiryOf({ expiry_at });
  const now = sandbox.clock.now();
  if (expires === undefined || expires * 1000 > now) return [];
  const seconds = Math.floor(now / 1000);
  return fieldError('expiry_at', `must be -1 or later than ${seconds}, the time of the sandbox`);
}
