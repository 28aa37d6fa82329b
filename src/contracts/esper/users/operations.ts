import { ref } from '../../../../schemas/annotations.js';
import type { EsperSettings } from '../../../../schemas/esper/settings.js';
import {
  User,
  UserCreate,
  UserPage,
  UserParams,
  UsersQuery,
  UserUpdate,
} from '../../../../schemas/esper/users.js';
import { noContent } from '../../../../schemas/responses.js';

import { anyScope } from '../../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  type ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import { notFound } from '../../../simulator/contract/problem.js';
import { DeferredResponse } from '../../../simulator/contract/responses.js';
import { paddedKey, type StoredDocument } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { administrators } from '../access.js';
import { users as collection } from '../collections.js';
import { v1Spec as evidence } from '../evidence.js';
import { me } from '../identity.js';
import { pageLinks } from '../paging.js';
import { assertSameTenant, validateUser } from './validation.js';
import { createUser, patchUser, replaceUser } from './writes.js';

type StoredUser = StoredDocument<User, object>;

/** Refusals of a write that its access does not tell. */
const refusals = {
  403: 'The role of the key does not allow this, or the profile names another enterprise than the key is for.',
};

/** Users as the older generation has them; what writes them, the vendor calls deprecated. */
export const deprecatedUsers: readonly Operation[] = [
  operation({
    method: 'POST',
    url: '/user/',
    config: { access: administrators, evidence, effect: 'change', refusals },
    schema: {
      operationId: 'createUser',
      summary: 'Create a new User',
      deprecated: true,
      body: ref(UserCreate),
      response: { 201: ref(User) },
    },
    check: validateUser,
    handler(request) {
      const { sandbox, body } = request;
      assertSameTenant(me(request), body.profile);
      const user = createUser(sandbox, body, me(request));
      sandbox.documents(collection).insert(user, {});
      return user;
    },
  }),
  operation({
    method: 'PUT',
    url: '/user/:user_id/',
    config: { access: administrators, evidence, effect: 'change', refusals },
    schema: {
      operationId: 'updateUser',
      summary: 'Update a User',
      description: 'Replaces a user: what is left out goes back to its default.',
      deprecated: true,
      params: UserParams,
      body: ref(UserCreate),
      response: { 200: ref(User) },
    },
    check: validateUser,
    handler: (request) =>
      updateUser(request, (user) => replaceUser(request.sandbox, user, request.body)),
  }),
  operation({
    method: 'PATCH',
    url: '/user/:user_id/',
    config: { access: administrators, evidence, effect: 'change', refusals },
    schema: {
      operationId: 'partialUpdateUser',
      summary: 'Partial update a User',
      description: 'Changes what is sent and nothing else; the profile key by key.',
      deprecated: true,
      params: UserParams,
      body: ref(UserUpdate),
      response: { 200: ref(User) },
    },
    check: validateUser,
    handler: (request) =>
      updateUser(request, (user) => patchUser(request.sandbox, user, request.body)),
  }),
  operation({
    method: 'DELETE',
    url: '/user/:user_id/',
    config: { access: administrators, evidence, effect: 'destroy' },
    schema: {
      operationId: 'userDelete',
      summary: 'Delete a User',
      description: 'Removes a user. The keys of the user stop working.',
      deprecated: true,
      params: UserParams,
      response: { 204: noContent },
    },
    handler(request) {
      const { sandbox, params } = request;
      requireUser(sandbox, me(request), params.user_id);
      sandbox.documents(collection).delete(paddedKey(params.user_id));
    },
  }),
];

/** The same resource read, which is not deprecated. */
export const users: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/user/',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'getUsers',
      summary: 'List the users of the tenant',
      querystring: UsersQuery,
      response: { 200: ref(UserPage) },
    },
    handler(request) {
      const { sandbox, query } = request;
      const { maxLimit } = sandbox.settings<EsperSettings>('esper');
      const { offset = 0, ordering = 'id' } = query;
      const limit = Math.min(query.limit ?? 20, maxLimit);
      const by = ordering.replace('-', '');
      const page = sandbox
        .documents(collection)
        .page(
          { where: filters(query) },
          { by: by === 'id' ? 'key' : by, descending: ordering.startsWith('-') },
          offset,
          limit,
        );
      return new DeferredResponse(page, ({ total: count, rows }) => {
        const results = rows.map((row) => toListItem(JSON.parse(String(row)) as User));
        return { count, ...pageLinks(request, { offset, limit, count }), results };
      });
    },
  }),
  operation({
    method: 'GET',
    url: '/user/:user_id/',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'getUser',
      summary: 'Read one user',
      params: UserParams,
      response: { 200: ref(User) },
    },
    handler: (request) => requireUser(request.sandbox, me(request), request.params.user_id).wire,
  }),
  operation({
    method: 'GET',
    url: '/user_info/',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'userInfo',
      summary: 'Read the user that owns the presented key',
      response: { 200: ref(User) },
    },
    handler: me,
  }),
];

type Rewriting = ValidatedRequest<
  { readonly user_id: number },
  unknown,
  { readonly profile?: { readonly enterprise?: string } }
>;

/** A user as it is after it was written in another way. */
function updateUser(request: Rewriting, write: (user: User) => User): User {
  const { sandbox, params, body } = request;
  const { wire, internal } = requireUser(sandbox, me(request), params.user_id);
  assertSameTenant(me(request), body.profile);
  const user = write(wire);
  sandbox.documents(collection).upsert(user, internal);
  return user;
}

/** A user of the caller's tenant. Throws a 404 problem for an unknown one. */
function requireUser(sandbox: Sandbox, caller: User, id: number): StoredUser {
  const found = sandbox.documents(collection).get(paddedKey(id));
  if (found?.wire.profile.enterprise !== caller.profile.enterprise) {
    throw notFound(`There is no user ${id}`);
  }
  return found;
}

interface Filters {
  readonly exclude_google_roles?: boolean;
  readonly exclude_enterprise_device_role?: boolean;
  readonly authn_user_id_null?: boolean;
}

function filters(asked: Filters): Record<string, number> {
  const { authn_user_id_null: isWithoutAuthn } = asked;
  return {
    ...(asked.exclude_google_roles && { isGoogle: 0 }),
    ...(asked.exclude_enterprise_device_role && { isDevice: 0 }),
    ...(isWithoutAuthn !== undefined && { isWithoutAuthn: Number(isWithoutAuthn) }),
  };
}

/** A user as lists show one. */
function toListItem({ is_email_verified: _, ...user }: User) {
  return user;
}
