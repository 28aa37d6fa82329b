import { KajeetSettings } from '../../../schemas/kajeet/settings.js';
import * as seeds from '../../../seeds/kajeet/index.js';
import { type Contract, type Operation, withTags } from '../../simulator/contract.js';
import type { AnyCollection } from '../../store/collection.js';
import type { World } from '../../store/facts.js';
import { type Seed, seedsFor } from '../../store/image.js';
import { closedToReadonly } from './access.js';
import { accountLabels } from './account-labels.js';
import { accountSummary } from './account-summary.js';
import { accountUsers } from './account-users.js';
import { activation } from './activation.js';
import { auth } from './auth.js';
import { collections, corps, devices, labels, users } from './collections.js';
import { deviceGroups } from './device-groups.js';
import { deviceLabels } from './device-labels.js';
import { deviceWrites } from './device-writes.js';
import { deviceReads } from './devices.js';
import { dialect } from './dialect.js';
import { identity } from './identity.js';
import { manageProfile } from './manage-profile.js';
import { managedWireless } from './managed-wireless.js';
import { ratePlan } from './rate-plan.js';
import { smartspot } from './smartspot.js';
import { whenDue } from './summer.js';
import { grow } from './usage.js';

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
export const kajeet: Contract = {
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
  operations: withTags(categories).map(closedToReadonly),
  collections,
  seed,
  whenDue,
  everyDay: grow,
};

/** The first content, corps before those who belong to them. */
function* seed({ seed, devices: fleet }: World): Iterable<Seed> {
  yield* seedsFor(corps, seeds.corps(), {});
  yield* seedsFor(labels, seeds.labels(), {});
  yield* into(users, seeds.users());
  yield* into(devices, seeds.devices(seed, fleet));
}

function* into(
  collection: AnyCollection,
  seeds: Iterable<{ wire: unknown; own: unknown }>,
): Iterable<Seed> {
  for (const { wire, own } of seeds) yield { into: collection, wire, own };
}
