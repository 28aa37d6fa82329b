import type { FastifyRequest } from 'fastify';
import type { AccountFlag, AccountKind } from '../../../schemas/kajeet/corps.js';
import { changePassword } from '../../../schemas/kajeet/users.js';
import { type Access, allow, type Condition } from '../../simulator/contract/access.js';
import type { Operation } from '../../simulator/contract/operation.js';
import { isFlagOn } from './corp-tree.js';
import { type KajeetCaller, kajeetCaller } from './identity.js';

/** Allows the scopes that most device writes allow. */
export const deviceEditors = allow('org_super', 'org_tech', 'org_kajeetmanaged', 'org_managerplus');

/** Allows the scopes that may change account settings. */
export const accountEditors = allow('org_super', 'org_managerplus');

/** Allows some scopes and denies others: some vendor pages state both. */
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

/** The caller belongs to the account itself, not to a device group below it. */
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

/** The caller belongs to an ASB-enabled account itself, not to a device group below it. */
export const asbMaster: Condition = {
  name: 'asbMaster',
  rule: 'Only for ASB-enabled master corp accounts',
  evidence: 'documented',
  isAccountCondition: true,
  violation: (_, request) => {
    const { corp } = kajeetCaller(request);
    const isMaster = corp.kinds.includes('asb') && corp.parentCorpId === null;
    return isMaster ? undefined : `${corp.corpId} is not an ASB-enabled master corp`;
  },
};

export const showCumulativeBalance = flagCondition(
  'showCumulativeBalance',
  'Only for accounts whose settings have showCumulativeBalance on',
);
export const manageBuckets = flagCondition(
  'manageBuckets',
  'Only for accounts whose settings have manageBuckets on',
);

/** The account may use both: "the corp must have access to kemp and eSim". */
export const eSimAccess = flagCondition(
  'eSimAccess',
  'Only for accounts with access to kemp and eSim',
  ['kemp', 'eSim'],
);

/**
 * Denies `readonly` every write that no vendor page restricts, except to its own password and secret question. This is
 * Understudy's choice.
 */
export function denyReadonlyWrites(operation: Operation): Operation {
  const { effect } = operation.config;
  const isOwnPassword = operation.schema.operationId === 'saveSecurityInformation';
  return effect === 'read' || isOwnPassword ? operation : inferDenial(operation, 'readonly');
}

/**
 * Denies a token from a password reset link every operation but those that the vendor allows it by name. This is
 * Understudy's choice.
 */
export function denyPasswordTokens(operation: Operation): Operation {
  return inferDenial(operation, changePassword);
}

/** Denies a scope an operation, unless the vendor or the operation itself says who may call it. */
function inferDenial(operation: Operation, scope: string): Operation {
  const { access } = operation.config;
  const { open, allow, deny, inferredDeny = [] } = access;
  if (open || allow || deny?.includes(scope) || inferredDeny.includes(scope)) return operation;
  const restricted = { ...access, inferredDeny: [...inferredDeny, scope] };
  return { ...operation, config: { ...operation.config, access: restricted } };
}

/** The caller's account has flags on; by default the one that the condition is called after. */
function flagCondition(
  name: string,
  rule: string,
  flags: readonly AccountFlag[] = [name as AccountFlag],
): Condition {
  return {
    name,
    rule,
    evidence: 'documented',
    isAccountCondition: false,
    violation: (_, request) => {
      const { corp } = kajeetCaller(request);
      const off = flags.filter((flag) => !isFlagOn(request.sandbox, corp, flag));
      return off.length === 0 ? undefined : `the account ${corp.path[0]} has ${off.join(', ')} off`;
    },
  };
}

function accountCondition(
  name: string,
  rule: string,
  isMet: (kinds: Partial<Record<AccountKind, true>>) => boolean | undefined,
): Condition {
  return {
    name,
    rule,
    evidence: 'documented',
    isAccountCondition: true,
    violation: (caller, _request: FastifyRequest) => {
      const { corp } = caller as KajeetCaller;
      const kinds = Object.fromEntries(corp.kinds.map((kind) => [kind, true]));
      return isMet(kinds)
        ? undefined
        : `the account ${corp.path[0]} is ${corp.kinds.join(', ') || 'of no special kind'}`;
    },
  };
}
