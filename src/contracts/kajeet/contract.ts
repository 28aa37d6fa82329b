import { KajeetSettings } from '../../../schemas/kajeet/settings.js';
import * as seeds from '../../../seeds/kajeet/index.js';
import { defineContract } from '../../simulator/contract/contract.js';
import { type Operation, withTags } from '../../simulator/contract/operation.js';
import type { AnyCollection } from '../../store/documents/collection.js';
import type { WorldSpec } from '../../store/sandbox/metadata-keys.js';
import { type Seed, toSeeds } from '../../store/sqlite/image.js';
import { denyPasswordTokens, denyReadonlyWrites } from './access.js';
import { deviceGroups } from './account/device-groups.js';
import { accountLabels } from './account/labels.js';
import { accountUsers } from './account/users.js';
import { vpnSettings } from './account/vpn-settings.js';
import * as accountCollections from './account-collections.js';
import { activation } from './activation/operations.js';
import { auth } from './auth/operations.js';
import { collections, corps, devices, labels, preferences, users } from './collections.js';
import { deviceLabels } from './devices/labels/operations.js';
import { deviceReads } from './devices/read-operations.js';
import { smartspot } from './devices/smartspot.js';
import { accrueUsage } from './devices/usage.js';
import { deviceWrites } from './devices/write-operations.js';
import { dialect } from './dialect.js';
import { data } from './document-rules/index.js';
import { describeChoices } from './evidence.js';
import { identity } from './identity.js';
import { manageProfile } from './manage-profile/operations.js';
import { eventHandlers, summerDescriptions } from './manage-profile/summer-suspension.js';
import { managedWireless } from './managed-wireless.js';
import { ratePlan } from './rate-plan.js';
import { accountSummary } from './summary/operations.js';

/** Operations by the vendor's documentation category. */
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
    operations: [...accountLabels, ...deviceGroups, ...accountUsers, ...vpnSettings],
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

/** The Kajeet Sentinel API. */
export const kajeet = defineContract({
  name: 'kajeet',
  title: 'Kajeet Sentinel API',
  description:
    'Devices, accounts and users of Kajeet Sentinel, simulated by Understudy. Everything the vendor documents is exact; everything else is ' +
    "Understudy's choice and carries `x-evidence: inferred`.",
  version: '1.0',
  home: 'https://kajeet.dev/docs/api',
  mount: '/sentinel-proxy/sentinel/api',
  aliases: { '/sentinel/api': '/sentinel-proxy/sentinel/api' },
  example: '/v1.0/devices/NORTHSTAR-ISD?offset=0&limit=5&sort=LAST_30_DAYS_USED&sortDir=DESC',
  tags: Object.entries(categories).map(([name, { about }]) => ({ name, description: about })),
  identity,
  dialect,
  repeatedParameter: 'list',
  settings: KajeetSettings,
  hasLaterPages: (body, { offset = 0, limit }) =>
    Number(totalItems(body)) > Number(offset) + Number(limit),
  totalItems,
  operations: withTags(categories)
    .map(denyReadonlyWrites)
    .map(denyPasswordTokens)
    .map(describeChoices),
  collections,
  data,
  seed,
  eventHandlers,
  onDayChange: accrueUsage,
  dueDescriptions: {
    scheduled: summerDescriptions,
    recurring: [
      { every: 'day', description: 'The usage of the day is added to the counters of all devices' },
      { every: 'month', description: 'The monthly usage of all devices begins again' },
    ],
  },
});

/** Generates the initial content; corps come before the documents that refer to them. */
function* seed({ seed, devices: fleet }: WorldSpec): Iterable<Seed> {
  yield* toSeeds(corps, seeds.corps(), {});
  yield* toSeeds(accountCollections.categories, seeds.categories(), {});
  yield* toSeeds(labels, seeds.labels(), {});
  yield* toStoredSeeds(users, seeds.users());
  yield* toStoredSeeds(preferences, seeds.accountPages());
  yield* toSeeds(accountCollections.buckets, seeds.buckets(), {});
  yield* toSeeds(accountCollections.balanceTransfers, seeds.balanceTransfers(), {});
  yield* toSeeds(accountCollections.cardTransactions, seeds.cardTransactions(), {});
  yield* toSeeds(accountCollections.eSimStock, seeds.eSimStock(), {});
  yield* toStoredSeeds(devices, seeds.devices(seed, fleet));
}

function* toStoredSeeds(
  collection: AnyCollection,
  seeds: Iterable<{ wire: unknown; internal: unknown }>,
): Iterable<Seed> {
  for (const { wire, internal } of seeds) yield { collection, wire, internal };
}

function totalItems(body: unknown): unknown {
  return (body as { totalCount?: unknown } | null)?.totalCount;
}
