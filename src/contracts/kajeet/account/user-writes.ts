import type { UserParams, UserPut } from '../../../../schemas/kajeet/account/users.js';
import type {
  UnvalidatedRequest,
  ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import { conflict, type FieldError, forbidden } from '../../../simulator/contract/problem.js';
import { mailPasswordLink } from '../auth/password-reset.js';
import { hashSecret, nextPasswordNumber } from '../auth/passwords.js';
import { preferences, type StoredUser, users } from '../collections.js';
import { requireCorpInTree } from '../corp-tree.js';
import { kajeetCaller } from '../identity.js';
import { emailNotification, userPreferenceId } from '../manage-profile/preferences.js';
import { assertFreeEmail, requestEmailChange } from './email-change.js';
import { additionalScopesOf, assertMayGive, roleOf } from './roles.js';
import { presentUser, requireUser } from './user-reads.js';

type NewUserRequest = ValidatedRequest<unknown, unknown, UserPut>;
type UserRequest<Body> = ValidatedRequest<UserParams, unknown, Body>;

const requiredFields = ['userName', 'firstName', 'lastName', 'email'] as const;

/** Rejects a new user without the fields that every user has. */
export function validateNewUser({ body }: UnvalidatedRequest): FieldError[] {
  return requiredFields
    .filter((name) => body[name] === undefined)
    .map((name) => ({ in: 'body', at: `/${name}`, message: 'is missing; a new user needs it' }));
}

/** Rejects another user name than that of the path, and a password, which only the user sets. */
export function validateUserChange({ body, params }: UnvalidatedRequest): FieldError[] {
  const { userName } = params as UserParams;
  const errors: FieldError[] = [];
  if (body.userName !== undefined && body.userName !== userName) {
    const message = `must be ${userName}, as in the path: a user name cannot be changed`;
    errors.push({ in: 'body', at: '/userName', message });
  }
  if (body.password !== undefined) {
    const message = 'cannot be changed here; POST /v1.0/auth/passwordReset mails a link to set it';
    errors.push({ in: 'body', at: '/password', message });
  }
  return errors;
}

/** Adds a user to a device group of the caller. Without a password, the user gets a link to set one. */
export function addUser(request: NewUserRequest) {
  const { sandbox, body, issuer } = request;
  const { userName = '', firstName = '', lastName = '', email = '', role = 'org_user' } = body;
  const corpId = body.deviceGroup ?? kajeetCaller(request).corp.corpId;
  requireCorpInTree(request, corpId);
  assertMayGive(request, role);
  assertMayAdd(request, body.additionalScopes ?? []);
  assertFreeName(request, userName);
  assertFreeEmail(sandbox, email);
  const user: StoredUser = {
    wire: { username: userName, firstName: firstName.trim(), lastName: lastName.trim(), email },
    internal: {
      corpId,
      scopes: [role, ...(body.additionalScopes ?? [])],
      enabled: true,
      password:
        body.password === undefined ? { derived: true } : hashSecret(body.password, sandbox),
      // Tokens of a deleted user of the same name carry a lower number.
      passwordResets: nextPasswordNumber(sandbox),
    },
  };
  sandbox.documents(users).insert(user.wire, user.internal);
  if (body.password === undefined)
    mailPasswordLink({ sandbox, issuer }, user, 'Welcome to Sentinel: set your password');
  return { message: `The user ${userName} was added`, user: presentUser(sandbox, user) };
}

/** Changes a user. Another e-mail address stays pending until it is confirmed. */
export function updateUser(request: UserRequest<UserPut>) {
  const { sandbox, body } = request;
  const before = requireUser(request, request.params.userName);
  assertMayGive(request, roleOf(before.internal.scopes));
  if (body.deviceGroup !== undefined) requireCorpInTree(request, body.deviceGroup);
  if (body.role !== undefined) assertMayGive(request, body.role);
  const { firstName, lastName, email } = body;
  const additional = body.additionalScopes ?? additionalScopesOf(before.internal.scopes);
  assertMayAdd(request, body.additionalScopes ?? [], before);
  const role = body.role ?? roleOf(before.internal.scopes);
  const after: StoredUser = {
    wire: {
      ...before.wire,
      ...(firstName !== undefined && { firstName: firstName.trim() }),
      ...(lastName !== undefined && { lastName: lastName.trim() }),
    },
    internal: {
      ...before.internal,
      corpId: body.deviceGroup ?? before.internal.corpId,
      scopes: [role, ...additional],
    },
  };
  const stored = email === undefined ? after : requestEmailChange(request, after, email);
  sandbox.documents(users).upsert(stored.wire, stored.internal);
  const message = `The user ${before.wire.username} was changed`;
  return { message, user: presentUser(sandbox, stored) };
}

/** Enables or disables a user. A disabled one can neither log in nor use a token. */
export function updateUserStatus(request: UserRequest<{ enabled: boolean }>) {
  const { sandbox, body } = request;
  const { wire, internal } = requireUser(request, request.params.userName);
  assertMayGive(request, roleOf(internal.scopes));
  if (!body.enabled) assertOther(request, wire.username, 'disable');
  const stored = { wire, internal: { ...internal, enabled: body.enabled } };
  sandbox.documents(users).upsert(stored.wire, stored.internal);
  const message = `The user ${wire.username} was ${body.enabled ? 'enabled' : 'disabled'}`;
  return { message, user: presentUser(sandbox, stored) };
}

/** Deletes a user, whose tokens are not valid any more. */
export function deleteUser(request: UserRequest<unknown>) {
  const { sandbox } = request;
  const { wire, internal } = requireUser(request, request.params.userName);
  assertMayGive(request, roleOf(internal.scopes));
  assertOther(request, wire.username, 'delete');
  sandbox.documents(users).delete(wire.username);
  sandbox.documents(preferences).delete(userPreferenceId(emailNotification, wire.username));
  return { message: `The user ${wire.username} was deleted` };
}

function assertFreeName({ sandbox }: NewUserRequest, userName: string): void {
  if (!sandbox.documents(users).get(userName)) return;
  throw conflict(`Another user has the user name ${userName}`, {
    rule: 'A user name belongs to one user',
    evidence: 'inferred',
    actual: `userName ${userName}`,
    remedies: ['a user name that no user has'],
  });
}

/** Throws a 403 problem if the caller gives a scope that neither it nor the user has. Master Admins give any. */
function assertMayAdd(
  { caller }: Pick<NewUserRequest, 'caller'>,
  scopes: readonly string[],
  user?: StoredUser,
): void {
  if (caller.scopes.includes('org_super')) return;
  const known = [...caller.scopes, ...(user?.internal.scopes ?? [])];
  const refused = scopes.filter((scope) => !known.includes(scope));
  if (refused.length === 0) return;
  const actual = `additionalScopes ${refused.join(', ')}`;
  throw forbidden(`Only org_super gives scopes that the caller does not have; ${actual}`, {
    rule: 'Only org_super gives scopes that the caller does not have',
    evidence: 'inferred',
    actual,
    remedies: ['a token of org_super'],
  });
}

function assertOther({ caller }: UserRequest<unknown>, username: string, verb: string): void {
  if (caller.name !== username) return;
  throw conflict(`Callers cannot ${verb} themselves`, {
    rule: `A user cannot ${verb} itself`,
    evidence: 'inferred',
    actual: `${username} is the caller`,
    remedies: ['a token of another administrator'],
  });
}
