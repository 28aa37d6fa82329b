import { groupRoles, newerRoles } from '../../../../schemas/esper/profiles.js';
import type { EsperSettings } from '../../../../schemas/esper/settings.js';
import type { User } from '../../../../schemas/esper/users.js';
import type { UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import { type FieldError, forbidden } from '../../../simulator/contract/problem.js';
import { paddedKey } from '../../../store/documents/collection.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { groups, users } from '../collections.js';

type Sent = Readonly<Record<string, unknown>>;

/** What is wrong with a user that is to be written, as far as it depends on what else there is. */
export function validateUser({ sandbox, params, body, method }: UnvalidatedRequest): FieldError[] {
  const { user_id: id } = params as { user_id?: number };
  const before = id === undefined ? undefined : sandbox.documents(users).get(paddedKey(id))?.wire;
  const profile = asObject(body.profile);
  const isThere = id === undefined || before !== undefined;
  const after = method === 'PATCH' ? { ...before?.profile, ...profile } : profile;
  return [
    ...validateUnique(sandbox, 'username', body.username, before),
    ...validateUnique(sandbox, 'email', body.email, before),
    ...unknownGroups(sandbox, profile.groups),
    ...(isStrict(sandbox) && 'profile' in body && isThere ? strictFaults(after) : []),
  ];
}

/** Throws a 403 problem for a user of another tenant than the caller's. */
export function assertSameTenant(
  { profile: { enterprise: internal } }: User,
  profile: { readonly enterprise?: string } | undefined,
): void {
  const asked = profile?.enterprise;
  if (asked !== undefined && asked.toLowerCase() !== internal) {
    const actual = `The key is for the enterprise ${internal}, not for ${asked}`;
    const rule = 'A key works for the enterprise of its user';
    throw forbidden(actual, {
      rule,
      actual,
      remedies: [`enterprise ${internal}`, 'the same without enterprise'],
    });
  }
}

function validateUnique(
  sandbox: Sandbox,
  field: 'username' | 'email',
  value: unknown,
  before: User | undefined,
): FieldError[] {
  if (typeof value !== 'string' || value === '') return [];
  const other = sandbox.documents(users).findOne({ where: { [field]: foldCase(value) } })?.wire;
  const isTaken = other && other.id !== before?.id;
  const message = `must be free; another user has ${JSON.stringify(other?.[field])}`;
  return isTaken ? [{ in: 'body', at: `/${field}`, message }] : [];
}

function unknownGroups(sandbox: Sandbox, sent: unknown): FieldError[] {
  if (!Array.isArray(sent)) return [];
  return sent.flatMap((id, index) => {
    if (typeof id !== 'string' || sandbox.documents(groups).get(id.toLowerCase())) return [];
    const message = `must be the id of a group; no group has ${JSON.stringify(id)}`;
    return [{ in: 'body' as const, at: `/profile/groups/${index}`, message }];
  });
}

function isStrict(sandbox: Sandbox): boolean {
  return sandbox.settings<EsperSettings>('esper').strict;
}

/** What the setting `esper.strict` demands beyond the vendor's document. */
function strictFaults({ role, groups: sent }: Sent): FieldError[] {
  const fieldError = (at: string, message: string): FieldError[] => [{ in: 'body', at, message }];
  if (role === undefined) return fieldError('/profile/role', 'is missing; strict mode demands it');
  if (newerRoles.some((each) => each === role)) {
    return fieldError('/profile/role', `must be a documented role in strict mode, not ${role}`);
  }
  const isWithoutGroups = !Array.isArray(sent) || sent.length === 0;
  return groupRoles.includes(String(role)) && isWithoutGroups
    ? fieldError('/profile/groups', `must name a group in strict mode, as the role is ${role}`)
    : [];
}

function asObject(value: unknown): Sent {
  return typeof value === 'object' && value !== null ? (value as Sent) : {};
}
