import { ref } from '../../../../schemas/annotations.js';
import {
  AccountUserPage,
  ChangeEmailConfirmation,
  ListDeviceGroupsOfUserQuery,
  ListUsersQuery,
  Roles,
  UserChange,
  UserDeviceGroups,
  UserParams,
  UserPut,
  UserStatusUpdateRequest,
  UserWritten,
} from '../../../../schemas/kajeet/account/users.js';
import { Saved } from '../../../../schemas/kajeet/manage-profile.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { accountEditors } from '../access.js';
import { documented, documentedAt } from '../evidence.js';
import { csvWaiver, listAnswer } from '../lists/rows.js';
import { confirmEmail } from './email-change.js';
import { listRoles } from './roles.js';
import { listDeviceGroupsOfUser, listUsers } from './user-reads.js';
import {
  addUser,
  deleteUser,
  updateUser,
  updateUserStatus,
  validateNewUser,
  validateUserChange,
} from './user-writes.js';

const index = documentedAt('https://kajeet.dev/docs/api/accountsettings');
const source = (path: string) => documented('accountsettings', `/v1.0/accountSettings/${path}`);

const rankRefusal =
  'The scope does not allow this, the user or the role ranks above the caller, or the device group is out of reach.';
const unknownUser = "The user does not exist or is outside the caller's device groups.";

/** User and role operations of the vendor's page Account Settings. */
export const accountUsers: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/roles',
    config: { access: accountEditors, evidence: index, effect: 'read' },
    schema: {
      operationId: 'listRoles',
      summary: 'Roles the caller may hand out',
      description: 'Roles the caller may hand out: its own and those of lower rank.',
      response: { 200: ref(Roles) },
    },
    handler: listRoles,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/accountSettings/setChangeEmailConfirmation',
    config: {
      access: accountEditors,
      evidence: index,
      effect: 'change',
      refusals: {
        403: 'The scope does not allow this, or the user ranks above the caller.',
        404: 'The user has no pending e-mail address, or the token is not valid.',
        409: 'Another user has the e-mail address by now.',
      },
    },
    schema: {
      operationId: 'setChangeEmailConfirmation',
      summary: "Update a user's pending e-mail change",
      description:
        'Confirms or drops the e-mail address that a user change left pending. The user is named, or identified by the token of the mail to the new address.',
      body: ref(ChangeEmailConfirmation),
      response: { 200: ref(UserWritten) },
    },
    handler: confirmEmail,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/users',
    config: {
      access: accountEditors,
      evidence: source('users'),
      effect: 'read',
      waiver: csvWaiver,
    },
    schema: {
      operationId: 'listUsers',
      summary: 'Page through or CSV-export the users of the account',
      querystring: ListUsersQuery,
      response: { 200: listAnswer(AccountUserPage) },
    },
    handler: listUsers,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/accountSettings/users/',
    config: {
      access: accountEditors,
      evidence: source('users'),
      effect: 'change',
      refusals: {
        403: rankRefusal,
        404: 'The device group does not exist.',
        409: 'Another user has the user name or the e-mail address.',
      },
    },
    schema: {
      operationId: 'addUser',
      summary: 'Add a user to the account',
      description:
        'Add a user to the account. Without a password a link to set one is mailed, which stands in the outbox; until then the password is that of all seeded users, `demo-` and the user name.',
      body: ref(UserPut),
      response: { 200: ref(UserWritten) },
    },
    check: validateNewUser,
    handler: addUser,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/users/deviceGroupsList',
    config: {
      access: accountEditors,
      evidence: source('users/'),
      effect: 'read',
      refusals: { 404: unknownUser },
    },
    schema: {
      operationId: 'listDeviceGroupsOfUser',
      summary: 'Child device groups of the user with an e-mail address',
      querystring: ListDeviceGroupsOfUserQuery,
      response: { 200: ref(UserDeviceGroups) },
    },
    handler: listDeviceGroupsOfUser,
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/users/status/:userName',
    config: {
      access: accountEditors,
      evidence: source('users/'),
      effect: 'destroy',
      refusals: { 403: rankRefusal, 404: unknownUser, 409: 'Callers cannot disable themselves.' },
    },
    schema: {
      operationId: 'updateUserStatus',
      summary: 'Enable or disable a user',
      params: UserParams,
      body: ref(UserStatusUpdateRequest),
      response: { 200: ref(UserWritten) },
    },
    handler: updateUserStatus,
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/users/:userName',
    config: {
      access: accountEditors,
      evidence: source('users/{userName}'),
      effect: 'change',
      refusals: {
        403: rankRefusal,
        404: unknownUser,
        409: 'Another user has the e-mail address.',
      },
    },
    schema: {
      operationId: 'updateUser',
      summary: 'Change a user',
      description:
        'Change a user. Another e-mail address is pending until it is confirmed: a mail to it, in the outbox, has the token.',
      params: UserParams,
      body: ref(UserChange),
      response: { 200: ref(UserWritten) },
    },
    check: validateUserChange,
    handler: updateUser,
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/accountSettings/users/:userName',
    config: {
      access: accountEditors,
      evidence: source('users/{userName}'),
      effect: 'destroy',
      refusals: { 403: rankRefusal, 404: unknownUser, 409: 'Callers cannot delete themselves.' },
    },
    schema: {
      operationId: 'deleteUser',
      summary: 'Delete a user',
      params: UserParams,
      response: { 200: ref(Saved) },
    },
    handler: deleteUser,
  }),
];
