import { groupRoles, v2Roles } from '../../../../schemas/esper/profiles.js';
import type { EsperSettings } from '../../../../schemas/esper/settings.js';
import type { User } from '../../../../schemas/esper/users.js';
import type { UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError, forbidden } from '../../../simulator/contract/problem.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { groups, users } from '../collections.js';
import { unknownIds } from '../unknown-ids.js';

type Fields = Readonly<Record<string, unknown>>;

/** Reports what in the body of a write conflicts with other users, with the groups or with strict mode. */
export function validateUser(
  { sandbox, body, method }: UnvalidatedRequest,
  before: User | undefined,
): FieldError[] {
  const profile = asObject(body.profile);
  const after = method === 'PATCH' ? { ...before?.profile, ...profile } : profile;
  // An unknown user has no role to check; its update gets a 404 later.
  const isKnown = method === 'POST' || before !== undefined;
  return [
    ...validateUnique(sandbox, 'username', body.username, before),
    ...validateUnique(sandbox, 'email', body.email, before),
    ...validateGroups(sandbox, profile.groups, 'profile/groups'),
    ...(isStrict(sandbox) && 'profile' in body && isKnown ? validateStrictly(after) : []),
  ];
}

/** Throws a 403 problem for a body that names another tenant than the caller's. */
export function assertSameTenant(caller: User, body: unknown): void {
  const { enterprise } = asObject(asObject(body).profile);
  const callerEnterprise = caller.profile.enterprise;
  if (typeof enterprise !== 'string' || enterprise.toLowerCase() === callerEnterprise) return;
  const actual = `The key is for the enterprise ${callerEnterprise}, not for ${enterprise}`;
  throw forbidden(actual, {
    rule: 'A key works for the enterprise of its user',
    actual,
    remedies: [`enterprise ${callerEnterprise}`, 'the same without enterprise'],
  });
}

function validateUnique(
  sandbox: Sandbox,
  field: 'username' | 'email',
  value: unknown,
  before: User | undefined,
): FieldError[] {
  if (typeof value !== 'string' || value === '') return [];
  const other = sandbox.documents(users).findOne({ where: { [field]: foldCase(value) } })?.wire;
  if (!other || other.id === before?.id) return [];
  return fieldError(field, `must be unique; another user has ${JSON.stringify(other[field])}`);
}

/** Reports the ids in a field of a body that no group has. */
export function validateGroups(sandbox: Sandbox, ids: unknown, field: string): FieldError[] {
  const message = (id: string) => `must be the id of a group; no group has ${JSON.stringify(id)}`;
  return unknownIds(sandbox, groups, { field, ids, message });
}

function isStrict(sandbox: Sandbox): boolean {
  return sandbox.settings<EsperSettings>('esper').strict;
}

/** Reports what the setting esper.strict forbids although the vendor documents no such rule. */
function validateStrictly({ role, groups: ids }: Fields): FieldError[] {
  if (role === undefined) return fieldError('profile/role', 'is missing; strict mode demands it');
  if (v2Roles.some((each) => each === role)) {
    return fieldError('profile/role', `must be a documented role in strict mode, not ${role}`);
  }
  const isWithoutGroups = !Array.isArray(ids) || ids.length === 0;
  return groupRoles.includes(String(role)) && isWithoutGroups
    ? fieldError('profile/groups', `must name a group in strict mode, as the role is ${role}`)
    : [];
}

/** A value as an object; an empty one for values of other types. */
export function asObject(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
