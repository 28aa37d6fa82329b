import type { FastifyRequest } from 'fastify';
import { ref } from '../../../../schemas/annotations.js';
import { customRole, groupRoles } from '../../../../schemas/esper/profiles.js';
import { fullName, User, type UserInternal } from '../../../../schemas/esper/users.js';
import {
  AuthnUserList,
  AuthnUserParams,
  AuthnUsersQuery,
  OtherUserUpdate,
  OwnUserParams,
  OwnUserUpdate,
  ReachableGroupsQuery,
  TenantUserParams,
  UserGroups,
} from '../../../../schemas/esper/v2/users.js';
import { noContent } from '../../../../schemas/responses.js';
import { anyScope, type Condition, withConditions } from '../../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  type UnvalidatedRequest,
} from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError, notFound } from '../../../simulator/contract/problem.js';
import { paddedKey, type StoredDocument } from '../../../store/documents/collection.js';
import { administrators } from '../access.js';
import { users as collection } from '../collections.js';
import { allGroups, subtreeOf } from '../devices/group-tree.js';
import { authn2, authz2 } from '../evidence.js';
import { callingUser, limitsToGroups } from '../identity.js';
import { customRoleErrors } from '../roles/roles.js';
import { enterprises } from '../tenant/lookup.js';
import { deleteTokensOf } from '../tenant/personal-tokens.js';
import { currentTimestamp } from '../tenant/timestamp.js';
import { toAuthnUser } from './authn-user.js';
import { validateGroups } from './validation.js';
import { groupsOf } from './writes.js';

/** The path names the caller itself. */
const ownUser: Condition = {
  name: 'ownUser',
  rule: 'Only for the user of the key itself',
  evidence: 'documented',
  isAccountCondition: false,
  violation: (caller, { params }) => {
    const { user_id = '' } = params as Readonly<Record<string, string>>;
    const own = callingUser({ caller }).profile.authn_user_id;
    return user_id.toLowerCase() === own ? undefined : `the authn_user_id of this user is ${own}`;
  },
  remedies: (caller) => [`${callingUser({ caller }).profile.authn_user_id} as user_id`],
};

/** Users in version 2 of the API: the same documents as in version 1. */
export const v2Users: readonly Operation[] = [
  operation({
    method: 'PUT',
    url: '/authn2/v0/user/:user_id',
    config: { access: withConditions(anyScope, ownUser), evidence: authn2, effect: 'change' },
    schema: {
      operationId: 'updateOwnUser',
      summary: 'Update user profile',
      description: "Changes the first name of the key's own user.",
      params: OwnUserParams,
      body: ref(OwnUserUpdate),
      response: { 200: ref(User) },
    },
    handler(request) {
      const { wire, internal } = requireUser(request);
      const names = { first_name: request.body.first_name, last_name: wire.last_name };
      const changed = { ...wire, ...names, full_name: fullName(names) };
      return save(request, changed, internal);
    },
  }),
  operation({
    method: 'DELETE',
    url: '/authn2/v0/tenant/:enterprise_id/user/:user_id/',
    config: { access: administrators, evidence: authn2, effect: 'destroy' },
    schema: {
      operationId: 'deleteTenantUser',
      summary: 'Delete a user from Enterprise',
      description: 'The keys of the user stop working.',
      params: TenantUserParams,
      response: { 204: noContent },
    },
    handler(request) {
      enterprises.require(request);
      const { id } = requireUser(request).wire;
      request.sandbox.documents(collection).delete(paddedKey(id));
      deleteTokensOf(request.sandbox, id);
    },
  }),
  operation({
    method: 'GET',
    url: '/authn2/v1/users/',
    config: { access: anyScope, evidence: authn2, effect: 'read' },
    schema: {
      operationId: 'listAuthnUsers',
      summary: 'Get Users details',
      description:
        'All users whom the authentication service knows. The vendor publishes one object for this list; an array of it is chosen.',
      querystring: AuthnUsersQuery,
      response: { 200: AuthnUserList },
    },
    handler({ sandbox, query: { legacy_user_id: id } }) {
      const where = { ...(id !== undefined && { key: paddedKey(id) }) };
      return sandbox
        .documents(collection)
        .all({ where })
        .flatMap(({ wire }) => toAuthnUser(wire) ?? []);
    },
  }),
  operation({
    method: 'PUT',
    url: '/authz2/v1/users/:user_id',
    config: { access: administrators, evidence: authz2, effect: 'change' },
    schema: {
      operationId: 'updateDifferentUser',
      summary: 'Update user role',
      description:
        'Sets role and groups of a user, and the custom role of an AuthZ Role User. can_factory_reset stays when it is left out.',
      params: AuthnUserParams,
      body: ref(OtherUserUpdate),
      response: { 200: ref(User) },
    },
    check: validateRole,
    handler(request) {
      const { sandbox, body } = request;
      const { wire, internal } = requireUser(request);
      const isCustom = body.role === customRole;
      const { hasAllGroupAccess: _, ...others } = internal;
      const profile = {
        ...wire.profile,
        role: body.role,
        groups: groupsOf(sandbox, body.groups),
        authz_role_id: isCustom ? (body.authz_role_id?.toLowerCase() ?? null) : null,
        can_factory_reset: body.can_factory_reset ?? wire.profile.can_factory_reset,
      };
      const seesAll = isCustom && body.has_all_group_access === true;
      return save(
        request,
        { ...wire, profile },
        {
          ...others,
          ...(seesAll && { hasAllGroupAccess: true }),
        },
      );
    },
  }),
  operation({
    method: 'GET',
    url: '/authz2/v1/users/:user_id/groups',
    config: { access: anyScope, evidence: authz2, effect: 'read' },
    schema: {
      operationId: 'getUserGroups',
      summary: 'Get user groups',
      params: AuthnUserParams,
      querystring: ReachableGroupsQuery,
      response: { 200: ref(UserGroups) },
    },
    handler(request) {
      const { wire, internal } = requireUser(request);
      const own = wire.profile.groups.map(({ id }) => id);
      const has_all_group_access = !limitsToGroups(wire.profile.role, internal);
      if (!request.query.sub_groups) return { group_ids: own, has_all_group_access };
      const all = allGroups(request.sandbox);
      const found = all
        .filter(({ id }) => own.includes(id))
        .flatMap((each) => subtreeOf(all, each));
      return { group_ids: [...new Set(found.map(({ id }) => id))], has_all_group_access };
    },
  }),
];

type UserRequest = Pick<FastifyRequest, 'sandbox'> & {
  readonly params: { readonly user_id: string };
};

/** The user whose authn_user_id the path names. Throws a 404 problem for an unknown one. */
function requireUser({ sandbox, params }: UserRequest): StoredDocument<User, UserInternal> {
  const authnId = params.user_id.toLowerCase();
  const found = sandbox.documents(collection).findOne({ where: { authnId } });
  if (!found) throw notFound(`There is no user whose authn_user_id is ${params.user_id}`);
  return found;
}

function save({ sandbox }: Pick<FastifyRequest, 'sandbox'>, user: User, internal: UserInternal) {
  const updated_on = currentTimestamp(sandbox);
  const saved = { ...user, profile: { ...user.profile, updated_on } };
  sandbox.documents(collection).upsert(saved, internal);
  return saved;
}

/** Reports unknown groups and roles, and a role whose groups or custom role are missing. */
function validateRole(request: UnvalidatedRequest): FieldError[] {
  const { sandbox, body } = request;
  const { role, groups, has_all_group_access } = body;
  const seesAll = role === customRole && has_all_group_access === true;
  const needsGroup = !seesAll && (role === customRole || groupRoles.includes(String(role)));
  return [
    ...validateGroups(sandbox, groups, 'groups'),
    ...(needsGroup && Array.isArray(groups) && groups.length === 0
      ? fieldError('groups', `must name a group, as the role is ${role}`)
      : []),
    ...customRoleErrors(request, 'authz_role_id', body),
  ];
}
