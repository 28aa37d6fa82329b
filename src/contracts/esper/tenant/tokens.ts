import { ref } from '../../../../schemas/annotations.js';
import {
  DeveloperAppParams,
  developerAppId,
  RenewTokenQuery,
  TokenInfoV1,
  TokenRenewV0,
} from '../../../../schemas/esper/tenant/tokens.js';
import { formatTimestamp } from '../../../../schemas/esper/users.js';
import { dayMs } from '../../../lib/calculation/durations.js';
import { parseBearer } from '../../../simulator/auth/tokens.js';
import { anyScope } from '../../../simulator/contract/access.js';
import type { Caller } from '../../../simulator/contract/identity.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { notFound } from '../../../simulator/contract/problem.js';
import { administrators } from '../access.js';
import { manageSpec } from '../evidence.js';
import { callingUser, customScopes, roleNumber } from '../identity.js';
import { enterprises } from './lookup.js';

/** How long a renewed key works, if the key before it expired at all. */
const renewedMs = 30 * dayMs;

/** The key of a request. */
export const tokens: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1/token-info/',
    config: { access: anyScope, evidence: manageSpec, effect: 'read' },
    schema: {
      operationId: 'getTokenInfo',
      summary: 'Token Information',
      response: { 200: ref(TokenInfoV1) },
    },
    handler({ caller, headers }): TokenInfoV1 {
      return {
        ...keyFields(caller),
        developer_app: developerAppId,
        source_refresh_token: null,
        token: parseBearer(headers.authorization) ?? '',
        expires_on: expires(caller) ? formatTimestamp(Number(caller.expiresAtMs)) : null,
        scope: scopesOf(caller),
      };
    },
  }),
  operation({
    method: 'POST',
    url: '/v0/enterprise/:enterprise_id/developerapp/:developerapp_id/renew-token/',
    config: { access: anyScope, evidence: manageSpec, effect: 'change' },
    schema: {
      operationId: 'renewToken',
      summary: 'Renew Token',
      description:
        'Returns a key of the same user, which never expires if the key of the request does not, and works for 30 days otherwise. A key that never expires comes back as it is; a personal access token gives another key. The key of the request keeps working.',
      params: DeveloperAppParams,
      querystring: RenewTokenQuery,
      response: { 201: ref(TokenRenewV0) },
    },
    handler(request): TokenRenewV0 {
      enterprises.require(request);
      const { sandbox, caller, issuer, params } = request;
      if (params.developerapp_id.toLowerCase() !== developerAppId)
        throw notFound(`There is no developer app ${params.developerapp_id}`);
      const { id: user, profile } = callingUser(request);
      const [role = profile.role] = caller.scopes;
      const expiry = expires(caller) ? sandbox.clock.now() + renewedMs : undefined;
      const token = issuer.createKey({
        user,
        role: role === profile.role ? 0 : roleNumber(role),
        ...(expiry !== undefined && { expires: Math.floor(expiry / 1000) }),
      });
      return {
        ...keyFields(caller),
        developerapp: developerAppId,
        token,
        expires_at: expiry === undefined ? null : formatTimestamp(expiry),
        scope: scopesOf(caller).join(' '),
      };
    },
  }),
];

/** Whether a key has a time after which it is refused. */
function expires({ expiresAtMs = Number.POSITIVE_INFINITY }: Caller): boolean {
  return Number.isFinite(expiresAtMs);
}

/** What both descriptions of a key have. A user has one app with one number, whichever key is used. */
function keyFields(caller: Caller) {
  const { id, profile } = callingUser({ caller });
  const { enterprise, created_on, updated_on } = profile;
  return { id: String(profile.id), user: String(id), enterprise, created_on, updated_on };
}

/** What a key may do: the scopes of a custom role. For other roles the vendor publishes no names, these are those of its samples. */
function scopesOf(caller: Caller): string[] {
  const custom = customScopes(caller);
  if (custom) return [...custom];
  const mayWrite = caller.scopes.some((scope) => administrators.allow?.includes(scope));
  return mayWrite ? ['read', 'write', 'update'] : ['read'];
}
