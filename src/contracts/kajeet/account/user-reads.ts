import type {
  AccountUser,
  ListUsersQuery,
  UserColumn,
  UserSortKey,
} from '../../../../schemas/kajeet/account/users.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { notFound } from '../../../simulator/contract/problem.js';
import { suggestion } from '../../../simulator/validation/suggestion.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { corps, type StoredUser, users } from '../collections.js';
import { descendantCorps, visibleGroupIds } from '../corp-tree.js';
import { listRows } from '../lists/rows.js';
import { additionalScopesOf, roleOf } from './roles.js';

type Request<Query = unknown> = ValidatedRequest<unknown, Query, unknown>;
type CallerRequest = Pick<Request, 'caller' | 'sandbox'>;

const sortFields: Readonly<Record<UserSortKey, keyof AccountUser>> = {
  USERNAME: 'userName',
  FIRST_NAME: 'firstName',
  LAST_NAME: 'lastName',
  EMAIL: 'email',
  ROLE: 'role',
  DEVICE_GROUP: 'deviceGroupDescription',
  STATUS: 'status',
};

const columns: Readonly<Record<UserColumn, (user: AccountUser) => unknown>> = {
  FIRST_NAME: ({ firstName }) => firstName,
  LAST_NAME: ({ lastName }) => lastName,
  USER_NAME: ({ userName }) => userName,
  ROLE: ({ role }) => role,
  EMAIL: ({ email }) => email,
  DEVICE_GROUP: ({ deviceGroupDescription }) => deviceGroupDescription,
  STATUS: ({ status }) => status,
};

/** A page of the users of the caller's device group and of all groups below it, or all of them as CSV. */
export function listUsers(request: Request<ListUsersQuery>) {
  const { sandbox, query } = request;
  return listRows(query, {
    rows: visibleUsers(request).map((user) => presentUser(sandbox, user)),
    name: 'users',
    key: ({ userName }) => userName,
    sortBy: (user) => user[sortFields[query.sort ?? 'USERNAME']] as string,
    texts: (user) => [
      user.userName,
      user.firstName,
      user.lastName,
      user.email,
      user.role,
      user.deviceGroup,
      user.deviceGroupDescription,
    ],
    columns,
  });
}

/** The device group of the user with an e-mail address, and all groups below it. */
export function listDeviceGroupsOfUser(request: Request<{ email: string }>) {
  const { sandbox, query } = request;
  const email = foldCase(query.email.trim());
  const found = visibleUsers(request).find(({ wire }) => foldCase(wire.email) === email);
  if (!found)
    throw notFound(`There is no user with the e-mail address ${query.email}`, {
      rule: "The user must belong to the caller's device group or to one below it",
      actual: `email ${query.email}`,
      remedies: ['an e-mail address that GET /v1.0/accountSettings/users lists'],
    });
  return descendantCorps(sandbox, found.internal.corpId).map(({ corpId, description }) => ({
    corpId,
    description,
  }));
}

/** Returns a user of the caller's device groups. Throws a 404 problem for an unknown one. */
export function requireUser(request: CallerRequest, userName: string): StoredUser {
  const found = request.sandbox.documents(users).get(userName);
  const isVisible = found && visibleGroupIds(request).includes(found.internal.corpId);
  if (isVisible && !found.internal.isClient) return found;
  const names = visibleUsers(request).map(({ wire }) => wire.username);
  throw notFound(`There is no user ${userName}${suggestion(userName, names)}`, {
    rule: "The user must belong to the caller's device group or to one below it",
    actual: `user name ${userName}`,
    remedies: ['a user that GET /v1.0/accountSettings/users lists'],
  });
}

/** A user as responses show it. */
export function presentUser(sandbox: Sandbox, { wire, internal }: StoredUser): AccountUser {
  const { username, firstName, lastName, email } = wire;
  const { corpId, scopes, enabled, pendingEmail } = internal;
  return {
    userName: username,
    firstName,
    lastName,
    email,
    role: roleOf(scopes),
    additionalScopes: additionalScopesOf(scopes),
    deviceGroup: corpId,
    deviceGroupDescription: sandbox.documents(corps).get(corpId)?.wire.description ?? corpId,
    status: enabled ? 'ACTIVE' : 'DISABLED',
    pendingEmail: pendingEmail?.email ?? null,
  };
}

/** The users of the caller's device groups. Trusted clients are programs, not users. */
function visibleUsers(request: CallerRequest): readonly StoredUser[] {
  return request.sandbox
    .documents(users)
    .all({ where: { corpId: visibleGroupIds(request) } })
    .filter(({ internal }) => !internal.isClient);
}
