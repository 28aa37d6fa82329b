import { groupOfProfile } from '../../../schemas/esper/devices/groups.js';
import { EsperSettings } from '../../../schemas/esper/settings.js';
import * as seeds from '../../../seeds/esper/index.js';
import { defineContract } from '../../simulator/contract/contract.js';
import { withTags } from '../../simulator/contract/operation.js';
import type { WorldSpec } from '../../store/sandbox/metadata-keys.js';
import { type Seed, toSeeds } from '../../store/sqlite/image.js';
import { withAccessRules } from './access.js';
import { applicationDownloads } from './applications/downloads.js';
import { applicationOperations, applicationV1Operations } from './applications/operations.js';
import * as collections from './collections.js';
import { deviceCommandOperations } from './commands/device-commands.js';
import { commandDescriptions, commandEvents } from './commands/events.js';
import { groupCommandOperations } from './commands/group-commands.js';
import { commandRequestOperations } from './commands/requests.js';
import { serviceOperations } from './commands/service.js';
import { contentDownloads, contentOperations } from './content/operations.js';
import { deviceContents } from './devices/apps.js';
import { devices } from './devices/devices.js';
import { deviceGroups } from './devices/groups.js';
import { initialTemplate } from './devices/initial-template.js';
import { dialect, v2Dialects } from './dialect.js';
import { data } from './document-rules.js';
import { identity } from './identity.js';
import { hasLaterPages, totalItems } from './paging.js';
import { blueprintOperations } from './policies/blueprints.js';
import { policyOperations } from './policies/policies.js';
import { geofenceOperations } from './reports/geofences.js';
import { locationReport } from './reports/location.js';
import { tagOperations } from './reports/tags.js';
import { telemetryOperations } from './reports/telemetry.js';
import { customRoles } from './roles/roles.js';
import { connections } from './tenant/connections.js';
import { emm } from './tenant/emm.js';
import { enterpriseOperations } from './tenant/enterprise.js';
import { personalAccessTokens } from './tenant/personal-tokens.js';
import { subscriptions } from './tenant/subscriptions.js';
import { tokens } from './tenant/tokens.js';
import { invites } from './users/invites.js';
import { deprecatedUsers, users } from './users/operations.js';
import { v2Users } from './users/v2-users.js';
import { multiSystemApps, multiSystemDevices } from './v2/devices.js';

const mount = '/api';

/** Operations by the tag under which the vendor's document lists them. */
const tags = {
  'User (Deprecated)': {
    about: 'Writes of users; the vendor recommends the newer ones',
    operations: deprecatedUsers,
  },
  User: { about: 'Users and invites', operations: [...users, ...invites, ...v2Users] },
  Roles: { about: 'Custom roles and their scopes', operations: customRoles },
  'SSO Connections': {
    about: 'How users of the tenant sign on',
    operations: connections,
  },
  Enterprise: { about: 'The enterprise of the tenant', operations: enterpriseOperations },
  Token: { about: 'The key itself', operations: tokens },
  'Personal Access Token': {
    about: 'Keys of the caller',
    operations: personalAccessTokens,
  },
  Device: {
    about: 'Devices, what is on them and what they report',
    operations: [...devices, ...deviceContents, ...initialTemplate],
  },
  Application: {
    about: 'Apps of the tenant and their versions',
    operations: [...applicationOperations, ...applicationDownloads],
  },
  'Application V1': {
    about: 'The same as the first version of the API shows them',
    operations: applicationV1Operations,
  },
  Content: {
    about: 'Files for devices',
    operations: [...contentOperations, ...contentDownloads],
  },
  'Commands V2': {
    about: 'Commands to devices and groups, which run on the clock of the sandbox',
    operations: commandRequestOperations,
  },
  Commands: {
    about: 'Commands to one device, of the first generation',
    operations: deviceCommandOperations,
  },
  'Group Commands': {
    about: 'Commands to the devices of a group, of the first generation',
    operations: groupCommandOperations,
  },
  'Command Request': {
    about: 'Commands to devices and groups, in the command service',
    operations: serviceOperations,
  },
  'Device Group': { about: 'Groups of devices', operations: deviceGroups },
  'Enterprise Policy': {
    about: 'What devices allow and forbid',
    operations: policyOperations,
  },
  Geofence: { about: 'Circles that devices should stay in', operations: geofenceOperations },
  Subscription: { about: 'AWS accounts that get events of devices', operations: subscriptions },
  Reports: { about: 'Where devices are', operations: locationReport },
  Tags: { about: 'The tags of devices', operations: tagOperations },
  Telemetry: { about: 'What devices report over time', operations: telemetryOperations },
  'Device (multi OS)': {
    about: 'Devices of all systems, in version 2',
    operations: multiSystemDevices,
  },
  'Apps v2': { about: 'Apps on devices of all systems', operations: multiSystemApps },
  'EMM (Google)': { about: 'The enrolment of the enterprise at Google', operations: emm },
  Blueprints: {
    about: 'What the devices of a group are set up with',
    operations: blueprintOperations,
  },
};

/** Esper. */
export const esper = defineContract({
  name: 'esper',
  title: 'Esper API',
  description:
    'As simulated by Understudy. The users, devices and groups of an Esper tenant. What the vendor documents is exact. What the vendor leaves open is ' +
    "Understudy's choice and carries `x-evidence: inferred`. Bodies are read as JSON whatever their Content-Type is. An empty query parameter counts as one that is left out. Operations that are not simulated yet return 501.",
  version: '1.0',
  home: 'https://api.esper.io',
  mount,
  // Some clients have /api in their base URL, others do not.
  aliases: Object.fromEntries(
    [
      '/user',
      '/user_info',
      '/enterprise',
      '/authn2',
      '/authz2',
      '/commands',
      '/graph',
      '/v0',
      '/v2',
    ].map((path) => [path, `${mount}${path}`]),
  ),
  example: '/user/?limit=5&ordering=last_name',
  tags: Object.entries(tags).map(([name, { about }]) => ({ name, description: about })),
  identity,
  dialect,
  dialects: v2Dialects,
  refusals: {
    429: 'Too many requests. Understudy does not count them: only a fault rule returns it.',
  },
  anyContentType: 'strict',
  repeatedParameter: 'last',
  // As django-filter and the paging of Django REST framework do.
  ignoresEmptyParameters: true,
  settings: EsperSettings,
  hasLaterPages,
  totalItems,
  operations: withAccessRules(withTags(tags)),
  pathOnlyOperations: async () => (await import('./path-only.js')).pathOnlyOperations,
  collections: collections.collections,
  data,
  seed,
  eventHandlers: commandEvents,
  dueDescriptions: { scheduled: commandDescriptions },
});

/** The first content. Users come last, because they refer to groups. */
function* seed({ seed, devices }: WorldSpec): Iterable<Seed> {
  const groups = seeds.groups(seed, devices);
  yield* toSeeds(collections.enterprises, [seeds.enterprise()], {});
  yield* toSeeds(collections.groups, groups, {});
  yield* toSeeds(collections.policies, seeds.policies(), {});
  yield* toSeeds(collections.blueprints, seeds.blueprints(), {});
  yield* toSeeds(collections.geofences, seeds.geofences(), {});
  yield* toSeeds(collections.subscriptions, seeds.subscriptions(), {});
  const tablets = [...seeds.devices(seed, devices)];
  yield* toSeeds(collections.devices, tablets, {});
  const apps = seeds.applications();
  const files = seeds.contents();
  yield* toSeeds(collections.applications, apps.applications, {});
  yield* toSeeds(collections.appVersions, apps.versions, {});
  yield* toSeeds(collections.contents, files.contents, {});
  yield* toSeeds(collections.fileParts, [...apps.parts, ...files.parts], {});
  const { requests, statuses } = seeds.commands(tablets);
  yield* toSeeds(collections.commandRequests, requests, {});
  yield* toSeeds(collections.commandStatuses, statuses, {});
  yield* toSeeds(collections.connections, seeds.connections, {});
  for (const role of seeds.roles) yield { collection: collections.roles, ...role };
  for (const invite of seeds.invites) yield { collection: collections.invites, ...invite };
  yield* toSeeds(collections.personalTokens, seeds.personalTokens, {});
  for (const user of seeds.users(seed, groups.map(groupOfProfile)))
    yield { collection: collections.users, ...user };
}
