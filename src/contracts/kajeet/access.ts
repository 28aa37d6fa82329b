import type { FastifyRequest } from 'fastify';
import type { AccountKind } from '../../../schemas/kajeet/corps.js';
import { type Access, allow, type Condition } from '../../simulator/contract/access.js';
import type { Operation } from '../../simulator/contract/operation.js';
import { corps } from './collections.js';
import { treeRule, visibleGroupsHint } from './corps.js';
import { type KajeetCaller, kajeetCaller } from './identity.js';

/** The scopes that most device writes allow. */
export const deviceEditors = allow('org_super', 'org_tech', 'org_kajeetmanaged', 'org_managerplus');

/** Only the first scopes, and at the same time not the second: some pages say both. */
export function allowExcept(allowed: readonly string[], denied: readonly string[]): Access {
  return { allow: allowed, deny: denied, conditions: [] };
}

export const notPlte = accountCondition(
  'notPlte',
  'Only for accounts that are not PLTE',
  ({ plte }) => !plte,
);
export const kajeetChoice = accountCondition(
  'kajeetChoice',
  'Only for Kajeet Choice accounts',
  ({ choice }) => choice,
);
export const notWbu = accountCondition('notWbu', 'Not for accounts of type WBU', ({ wbu }) => !wbu);

/** The caller belongs to the account itself, not to a part of it. */
export const parentCorp: Condition = {
  name: 'parentCorp',
  rule: 'Only for users of the parent corp',
  evidence: 'documented',
  isAccountCondition: true,
  violation: (_, request) => {
    const { corp } = kajeetCaller(request);
    return corp.parentCorpId === null
      ? undefined
      : `this user belongs to ${corp.corpId}, below ${corp.parentCorpId}`;
  },
};

/** An account that is ASB-enabled, seen from its top. */
export const asbMaster: Condition = {
  name: 'asbMaster',
  rule: 'Only for ASB-enabled master corp accounts',
  evidence: 'documented',
  isAccountCondition: true,
  violation: (_, request) => {
    const { corp } = kajeetCaller(request);
    const fits = corp.kinds.includes('asb') && corp.parentCorpId === null;
    return fits ? undefined : `${corp.corpId} is not one`;
  },
};

/** A device group is seen by users of it and of the groups above it. One that does not exist is no matter of access. */
export const withinOwnTree: Condition = {
  name: 'ownTree',
  rule: treeRule,
  evidence: 'inferred',
  isAccountCondition: false,
  violation: (_, request) => {
    const { corpId } = request.params as { corpId: string };
    const asked = request.sandbox.documents(corps).get(corpId)?.wire;
    const internal = kajeetCaller(request).corp.corpId;
    return !asked || asked.path.includes(internal)
      ? undefined
      : `${corpId} is not at or below ${internal}`;
  },
  remedies: (_, request) => visibleGroupsHint(request),
};

/** `readonly` changes nothing but its own password and question: Understudy's choice, wherever no page says so. */
export function denyReadonlyWrites(operation: Operation): Operation {
  const { access, effect } = operation.config;
  const isShut = access.open || access.allow || access.deny?.includes('readonly');
  if (effect === 'read' || isShut || operation.schema.operationId === 'saveSecurityInformation')
    return operation;
  const shut = { ...access, inferredDeny: ['readonly'] };
  return { ...operation, config: { ...operation.config, access: shut } };
}

function accountCondition(
  name: string,
  rule: string,
  fits: (kinds: Partial<Record<AccountKind, true>>) => boolean | undefined,
): Condition {
  return {
    name,
    rule,
    evidence: 'documented',
    isAccountCondition: true,
    violation: (caller, _request: FastifyRequest) => {
      const { corp } = caller as KajeetCaller;
      const kinds = Object.fromEntries(corp.kinds.map((kind) => [kind, true]));
      return fits(kinds)
        ? undefined
        : `the account ${corp.path[0]} is ${corp.kinds.join(', ') || 'of no special kind'}`;
    },
  };
}
