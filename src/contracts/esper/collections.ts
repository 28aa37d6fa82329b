import { Type } from '@sinclair/typebox';
import { StoredApplication } from '../../../schemas/esper/applications/application.js';
import { FilePart } from '../../../schemas/esper/applications/files.js';
import { StoredVersion } from '../../../schemas/esper/applications/version.js';
import { StoredRequest, StoredStatus } from '../../../schemas/esper/commands/requests.js';
import { StoredContent } from '../../../schemas/esper/content/content.js';
import { DeviceInternal, StoredDevice } from '../../../schemas/esper/devices/device.js';
import { StoredGeofence } from '../../../schemas/esper/devices/geofences.js';
import { StoredGroup } from '../../../schemas/esper/devices/groups.js';
import { StoredBlueprint } from '../../../schemas/esper/policies/blueprint.js';
import { StoredPolicy } from '../../../schemas/esper/policies/policy.js';
import { GoogleWebToken } from '../../../schemas/esper/tenant/emm.js';
import { EnterpriseV1 } from '../../../schemas/esper/tenant/enterprise.js';
import { StoredSubscription } from '../../../schemas/esper/tenant/subscriptions.js';
import { StoredUser, type User, UserInternal } from '../../../schemas/esper/users.js';
import { Connection } from '../../../schemas/esper/v2/connections.js';
import { Invite, InviteInternal } from '../../../schemas/esper/v2/invites.js';
import { StoredPersonalToken } from '../../../schemas/esper/v2/personal-tokens.js';
import { Role, RoleInternal } from '../../../schemas/esper/v2/roles.js';
import {
  firstFreeContent,
  firstFreeId,
  firstFreeToken,
  firstShiftedDate,
  lastSeededPolicy,
} from '../../../seeds/esper/index.js';
import { collection, paddedKey } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';

/** No internal fields. */
const Nothing = Type.Object({}, { additionalProperties: false });
type Nothing = Record<string, never>;

/** Moves what devices did at the default instant to the day before a start, which may be earlier in its day. */
const yesterday = (days: number) => days - 1;

export const enterprises = collection<EnterpriseV1, Nothing>('esper_enterprises', {
  key: ({ id }) => id,
  schema: { wire: EnterpriseV1, internal: Nothing },
});

/** The sequence of the identifiers of created groups. */
export const groupSequence = 'esper_groups';

export const groups = collection<StoredGroup, Nothing>('esper_groups', {
  key: ({ id }) => id,
  columns: { name: ({ name }) => foldCase(name), path: ({ path }) => path },
  schema: { wire: StoredGroup, internal: Nothing },
});

export const devices = collection<StoredDevice, DeviceInternal>('esper_devices', {
  key: ({ id }) => id,
  columns: {
    groupId: ({ group }) => group,
    device_name: ({ device_name }) => foldCase(device_name),
    policy: ({ policy }) => policy ?? null,
  },
  // When it was seen last moves; when it was set up stays.
  shifted: { dates: [], days: yesterday, from: firstShiftedDate },
  schema: { wire: StoredDevice, internal: DeviceInternal },
});

/** The sequence of the numbers of created policies, on top of the seeded ones. */
export const policySequence = 'esper_policies';

export const policies = collection<StoredPolicy, Nothing>('esper_policies', {
  key: ({ id }) => paddedKey(id),
  columns: {
    id: ({ id }) => id,
    name: ({ name }) => foldCase(name),
    isActive: ({ is_active }) => Number(is_active),
  },
  schema: { wire: StoredPolicy, internal: Nothing },
  sequence: { name: policySequence, numberOf: ({ id }) => Math.max(id - lastSeededPolicy, 0) },
});

export const blueprints = collection<StoredBlueprint, Nothing>('esper_blueprints', {
  key: ({ id }) => id,
  columns: { groupId: ({ group }) => group },
  schema: { wire: StoredBlueprint, internal: Nothing },
});

/** The sequences of the identifiers of created geofences and subscriptions. */
export const geofenceSequence = 'esper_geofences';
export const subscriptionSequence = 'esper_subscriptions';

export const geofences = collection<StoredGeofence, Nothing>('esper_geofences', {
  key: ({ id }) => id,
  columns: { name: ({ name }) => foldCase(name) },
  multiValueIndexes: { devices: ({ devices }) => devices, groups: ({ groups }) => groups },
  schema: { wire: StoredGeofence, internal: Nothing },
});

export const subscriptions = collection<StoredSubscription, Nothing>('esper_subscriptions', {
  key: ({ id }) => id,
  columns: { created_on: ({ created_on }) => created_on },
  schema: { wire: StoredSubscription, internal: Nothing },
});

/** The sequence of the numbers of tokens for frames with Google's store. */
export const webTokenSequence = 'esper_web_tokens';

export const webTokens = collection<GoogleWebToken, Nothing>('esper_web_tokens', {
  key: ({ id }) => paddedKey(id),
  columns: { emm_id: ({ emm }) => emm },
  schema: { wire: GoogleWebToken, internal: Nothing },
  sequence: { name: webTokenSequence, numberOf: ({ id }) => id },
});

export const applications = collection<StoredApplication, Nothing>('esper_applications', {
  key: ({ id }) => id,
  columns: {
    name: ({ application_name }) => foldCase(application_name),
    package_name: ({ package_name }) => package_name,
  },
  schema: { wire: StoredApplication, internal: Nothing },
});

/** The sequence of the identifiers of uploaded versions. */
export const versionSequence = 'esper_app_versions';

export const appVersions = collection<StoredVersion, Nothing>('esper_app_versions', {
  key: ({ id }) => id,
  columns: {
    application_id: ({ application }) => application,
    sha256: ({ file }) => file.sha256,
  },
  schema: { wire: StoredVersion, internal: Nothing },
});

/** The sequence of the numbers of uploaded files, on top of the seeded ones. */
export const contentSequence = 'esper_contents';

export const contents = collection<StoredContent, Nothing>('esper_contents', {
  key: ({ id }) => paddedKey(id),
  columns: { sha256: ({ file }) => file.sha256 },
  schema: { wire: StoredContent, internal: Nothing },
  sequence: { name: contentSequence, numberOf: ({ id }) => Math.max(id - firstFreeContent, 0) },
});

export const fileParts = collection<FilePart, Nothing>('esper_file_parts', {
  key: ({ id }) => id,
  schema: { wire: FilePart, internal: Nothing },
});

/** The sequences of the numbers of command requests, and of commands on devices. */
export const requestSequence = 'esper_command_requests';
export const commandSequence = 'esper_commands';

export const commandRequests = collection<StoredRequest, Nothing>('esper_command_requests', {
  key: ({ id }) => id,
  columns: { number: ({ number }) => number },
  shifted: { dates: [], days: yesterday },
  schema: { wire: StoredRequest, internal: Nothing },
  // Requests of the past have no positive number.
  sequence: { name: requestSequence, numberOf: ({ number }) => Math.max(number, 0) },
});

export const commandStatuses = collection<StoredStatus, Nothing>('esper_commands', {
  key: ({ id }) => id,
  columns: {
    requestId: ({ request }) => request,
    device: ({ device }) => device,
    state: ({ state }) => state,
  },
  shifted: { dates: [], days: yesterday },
  indexes: [['requestId'], ['device']],
  schema: { wire: StoredStatus, internal: Nothing },
});

/** The sequence of the ids of created users and their profiles, on top of the seeded ones. */
export const userSequence = 'esper_users';

const isGoogleUser = ({ profile }: User) => profile.role.startsWith('Google');
const isDeviceUser = ({ profile }: User) => profile.role === 'Enterprise Device';

/** Whether a user is no person: the tablets and Google's services have users too. */
export function isServiceUser(user: User): boolean {
  return isGoogleUser(user) || isDeviceUser(user);
}

export const users = collection<User, UserInternal>('esper_users', {
  key: ({ id }) => paddedKey(id),
  columns: {
    username: ({ username }) => foldCase(username),
    email: ({ email }) => foldCase(email) || null,
    first_name: ({ first_name }) => foldCase(first_name),
    last_name: ({ last_name }) => foldCase(last_name),
    last_login: ({ last_login }) => last_login,
    authnId: ({ profile }) => profile.authn_user_id,
    isGoogle: (user) => Number(isGoogleUser(user)),
    isDevice: (user) => Number(isDeviceUser(user)),
    isWithoutAuthn: ({ profile }) => Number(profile.authn_user_id === null),
  },
  // By whole weeks, so that nobody signs in on a Sunday. Most accounts are made when a school year begins, and stay there.
  shifted: {
    dates: ['last_login'],
    days: (days) => Math.floor(days / 7) * 7,
    from: firstShiftedDate,
  },
  indexes: [['username'], ['email'], ['authnId']],
  multiValueIndexes: { groups: ({ profile }) => profile.groups.map(({ id }) => id) },
  schema: { wire: StoredUser, internal: UserInternal },
  sequence: {
    name: userSequence,
    numberOf: ({ id, profile }) =>
      Math.max(id - firstFreeId.user, profile.id - firstFreeId.profile, 0),
  },
});

export const connections = collection<Connection, Nothing>('esper_connections', {
  key: ({ connection_id }) => connection_id,
  columns: { isDefault: ({ connection }) => Number(connection.is_default) },
  schema: { wire: Connection, internal: Nothing },
});

/** The sequence of the identifiers of created roles. */
export const roleSequence = 'esper_roles';

export const roles = collection<Role, RoleInternal>('esper_roles', {
  key: ({ id }) => id,
  columns: {
    name: ({ name }) => foldCase(name),
    description: ({ description }) => foldCase(description),
    role_type: ({ role_type }) => role_type,
  },
  schema: { wire: Role, internal: RoleInternal },
});

/** The sequence of the identifiers of invites. */
export const inviteSequence = 'esper_invites';

export const invites = collection<Invite, InviteInternal>('esper_invites', {
  key: ({ id }) => id,
  columns: {
    email: ({ email }) => foldCase(email),
    created_at: ({ created_at }) => created_at,
    updated_at: ({ updated_at }) => updated_at,
  },
  // An invite that is open at the beginning of one world is open at that of another.
  shifted: { dates: ['created_at', 'updated_at'] },
  schema: { wire: Invite, internal: InviteInternal },
});

/** The sequence of the numbers of personal access tokens, on top of the seeded ones. */
export const personalTokenSequence = 'esper_personal_tokens';

export const personalTokens = collection<StoredPersonalToken, Nothing>('esper_personal_tokens', {
  // The key that a caller presents has the number.
  key: ({ number }) => paddedKey(number),
  columns: { id: ({ id }) => id, user: ({ user }) => user },
  indexes: [['id'], ['user']],
  schema: { wire: StoredPersonalToken, internal: Nothing },
  sequence: {
    name: personalTokenSequence,
    numberOf: ({ number }) => Math.max(number - firstFreeToken, 0),
  },
});

export const collections = [
  enterprises,
  groups,
  devices,
  users,
  applications,
  appVersions,
  contents,
  fileParts,
  commandRequests,
  commandStatuses,
  policies,
  blueprints,
  geofences,
  subscriptions,
  webTokens,
  connections,
  roles,
  invites,
  personalTokens,
];
