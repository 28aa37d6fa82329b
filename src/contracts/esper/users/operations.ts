import { ref } from '../../../../schemas/annotations.js';
import {
  User,
  UserCreate,
  UserPage,
  UserParams,
  UsersQuery,
  UserUpdate,
} from '../../../../schemas/esper/users.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { paddedKey } from '../../../store/documents/collection.js';
import { users as collection } from '../collections.js';
import { v1Spec as evidence } from '../evidence.js';
import { callingUser } from '../identity.js';
import { resource } from '../resource.js';
import { deleteTokensOf } from '../tenant/personal-tokens.js';
import { assertSameTenant, validateUser } from './validation.js';
import { createUser, patchUser, replaceUser } from './writes.js';

const user = resource({
  collection,
  url: '/user/',
  id: 'user_id',
  noun: 'user',
  params: UserParams,
  model: User,
  evidence,
  key: ({ user_id }) => paddedKey(user_id),
  isVisible: (request, { wire }) =>
    wire.profile.enterprise === callingUser(request).profile.enterprise,
  validate: validateUser,
  afterDelete: ({ sandbox }, { id }) => deleteTokensOf(sandbox, id),
  beforeWrite: (request) => assertSameTenant(callingUser(request), request.body),
});

const writeRefusals = {
  403: 'The role of the key does not allow this, or the profile names another enterprise than the key is for.',
};

/** Writes of users in version 1 of the API, which the vendor has deprecated. */
export const deprecatedUsers: readonly Operation[] = [
  user.create({
    operationId: 'createUser',
    summary: 'Create a new User',
    deprecated: true,
    refusals: writeRefusals,
    body: UserCreate,
    create: (request) => createUser(request.sandbox, request.body, callingUser(request)),
  }),
  user.update({
    method: 'PUT',
    operationId: 'updateUser',
    summary: 'Update a User',
    description: 'Replaces a user: fields that are left out return to their defaults.',
    deprecated: true,
    refusals: writeRefusals,
    body: UserCreate,
    update: ({ sandbox, body }, before) => replaceUser(sandbox, before, body),
  }),
  user.update({
    method: 'PATCH',
    operationId: 'partialUpdateUser',
    summary: 'Partial update a User',
    description: 'Changes only the fields that are sent; the profile is merged key by key.',
    deprecated: true,
    refusals: writeRefusals,
    body: UserUpdate,
    update: ({ sandbox, body }, before) => patchUser(sandbox, before, body),
  }),
  user.delete({
    operationId: 'userDelete',
    summary: 'Delete a User',
    description: 'Removes a user. The keys of the user stop working.',
    deprecated: true,
  }),
];

/** Reads of users, which are not deprecated. */
export const users: readonly Operation[] = [
  user.list({
    operationId: 'getUsers',
    summary: 'List the users of the tenant',
    querystring: UsersQuery,
    page: UserPage,
    filters: toColumns,
    toListItem: ({ is_email_verified: _, ...listed }) => listed,
  }),
  user.read({ operationId: 'getUser', summary: 'Read one user' }),
  operation({
    method: 'GET',
    url: '/user_info/',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'userInfo',
      summary: 'Read the user that owns the presented key',
      response: { 200: ref(User) },
    },
    handler: callingUser,
  }),
];

interface Filters {
  readonly exclude_google_roles?: boolean;
  readonly exclude_enterprise_device_role?: boolean;
  readonly authn_user_id_null?: boolean;
}

function toColumns(query: Filters): Record<string, number> {
  const { authn_user_id_null: isWithoutAuthn } = query;
  return {
    ...(query.exclude_google_roles && { isGoogle: 0 }),
    ...(query.exclude_enterprise_device_role && { isDevice: 0 }),
    ...(isWithoutAuthn !== undefined && { isWithoutAuthn: Number(isWithoutAuthn) }),
  };
}
