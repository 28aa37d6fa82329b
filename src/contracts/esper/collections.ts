import { Type } from '@sinclair/typebox';
import { StoredApplication } from '../../../schemas/esper/applications/application.js';
import { FilePart } from '../../../schemas/esper/applications/files.js';
import { StoredVersion } from '../../../schemas/esper/applications/version.js';
import { StoredRequest, StoredStatus } from '../../../schemas/esper/commands/requests.js';
import { StoredContent } from '../../../schemas/esper/content/content.js';
import { DeviceInternal, StoredDevice } from '../../../schemas/esper/devices/device.js';
import { StoredGroup } from '../../../schemas/esper/devices/groups.js';
import { EnterpriseV1 } from '../../../schemas/esper/tenant/enterprise.js';
import { StoredUser, type User, UserInternal } from '../../../schemas/esper/users.js';
import { firstFreeContent, firstFreeId } from '../../../seeds/esper/index.js';
import { collection, paddedKey } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';

/** No internal fields. */
const Nothing = Type.Object({}, { additionalProperties: false });
type Nothing = Record<string, never>;

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
  },
  schema: { wire: StoredDevice, internal: DeviceInternal },
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
  schema: { wire: StoredRequest, internal: Nothing },
  sequence: { name: requestSequence, numberOf: ({ number }) => number },
});

export const commandStatuses = collection<StoredStatus, Nothing>('esper_commands', {
  key: ({ id }) => id,
  columns: {
    requestId: ({ request }) => request,
    device: ({ device }) => device,
    state: ({ state }) => state,
  },
  indexes: [['requestId'], ['device']],
  schema: { wire: StoredStatus, internal: Nothing },
});

/** The sequence of the ids of created users and their profiles, on top of the seeded ones. */
export const userSequence = 'esper_users';

export const users = collection<User, UserInternal>('esper_users', {
  key: ({ id }) => paddedKey(id),
  columns: {
    username: ({ username }) => foldCase(username),
    email: ({ email }) => foldCase(email) || null,
    first_name: ({ first_name }) => foldCase(first_name),
    last_name: ({ last_name }) => foldCase(last_name),
    last_login: ({ last_login }) => last_login,
    isGoogle: ({ profile }) => Number(profile.role.startsWith('Google')),
    isDevice: ({ profile }) => Number(profile.role === 'Enterprise Device'),
    isWithoutAuthn: ({ profile }) => Number(profile.authn_user_id === null),
  },
  // By whole weeks, so that nobody signs in on a Sunday.
  shifted: { dates: ['last_login'], days: (days) => Math.floor(days / 7) * 7 },
  indexes: [['username'], ['email']],
  schema: { wire: StoredUser, internal: UserInternal },
  sequence: {
    name: userSequence,
    numberOf: ({ id, profile }) =>
      Math.max(id - firstFreeId.user, profile.id - firstFreeId.profile, 0),
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
];
