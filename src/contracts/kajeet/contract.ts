import { KajeetSettings } from '../../../schemas/kajeet/settings.js';
import * as seeds from '../../../seeds/kajeet/index.js';
import { defineContract } from '../../simulator/contract/contract.js';
import { type Operation, withTags } from '../../simulator/contract/operation.js';
import type { AnyCollection } from '../../store/documents/collection.js';
import type { WorldSpec } from '../../store/sandbox/metadata.js';
import { type Seed, toSeeds } from '../../store/sqlite/image.js';
import { denyReadonlyWrites } from './access.js';
import { deviceGroups } from './account/device-groups.js';
import { accountLabels } from './account/labels.js';
import { accountSummary } from './account/summary.js';
import { accountUsers } from './account/users.js';
import { activation } from './activation.js';
import { auth } from './auth/operations.js';
import { collections, corps, devices, labels, users } from './collections.js';
import { deviceLabels } from './devices/labels.js';
import { deviceReads } from './devices/reads.js';
import { smartspot } from './devices/smartspot.js';
import { accrueUsage } from './devices/usage.js';
import { deviceWrites } from './devices/writes.js';
import { dialect } from './dialect.js';
import { identity } from './identity.js';
import { manageProfile } from './manage-profile/operations.js';
import { eventHandlers } from './manage-profile/summer-suspension.js';
import { managedWireless } from './managed-wireless.js';
import { ratePlan } from './rate-plan.js';

/** Operations by the category under which the vendor's page lists them. */
const categories: Readonly<Record<string, { about: string; operations: readonly Operation[] }>> = {
  'manage-profile': {
    about: 'Profile, security and preferences of an account',
    operations: manageProfile,
  },
  devices: {
    about: 'Devices of a device group, their labels and settings',
    operations: [...deviceLabels, ...deviceReads, ...deviceWrites, ...smartspot],
  },
  accountsettings: {
    about: 'Labels, device groups and users of an account',
    operations: [...accountLabels, ...deviceGroups, ...accountUsers],
  },
  accountsummary: { about: 'Usage and balances of an account', operations: accountSummary },
  activation: { about: 'Carriers, plans and eSIM activations', operations: activation },
  auth: { about: 'Tokens and passwords', operations: auth },
  'rate-plan': { about: 'Rate plans', operations: ratePlan },
  managedwireless: {
    about: 'Managed wireless, known from public client code only',
    operations: managedWireless,
  },
};

/** Kajeet Sentinel. */
export const kajeet = defineContract({
  name: 'kajeet',
  title: 'Kajeet Sentinel API',
  description:
    'As simulated by Understudy. Devices, accounts and users of Kajeet Sentinel. What the vendor documents is exact; what the vendor leaves open is ' +
    "Understudy's choice and carries `x-evidence: inferred`. Operations that are not simulated yet answer 501.",
  version: '1.0',
  home: 'https://kajeet.dev/docs/api',
  mount: '/sentinel-proxy/sentinel/api',
  aliases: { '/sentinel/api': '/sentinel-proxy/sentinel/api' },
  example: (token, base) =>
    `curl '${base}/v1.0/devices/NORTHSTAR-ISD?offset=0&limit=5&sort=LAST_30_DAYS_USED&sortDir=DESC' -H 'Authorization: Bearer ${token}'`,
  tags: Object.entries(categories).map(([name, { about }]) => ({ name, description: about })),
  identity,
  dialect,
  settings: KajeetSettings,
  operations: withTags(categories).map(denyReadonlyWrites),
  collections,
  seed,
  eventHandlers,
  onDayChange: accrueUsage,
});

/** The first content, corps before those who belong to them. */
function* seed({ seed, devices: fleet }: WorldSpec): Iterable<Seed> {
  yield* toSeeds(corps, seeds.corps(), {});
  yield* toSeeds(labels, seeds.labels(), {});
  yield* into(users, seeds.users());
  yield* into(devices, seeds.devices(seed, fleet));
}

function* into(
  collection: AnyCollection,
  seeds: Iterable<{ wire: unknown; internal: unknown }>,
): Iterable<Seed> {
  for (const { wire, internal } of seeds) yield { collection: collection, wire, internal };
}
