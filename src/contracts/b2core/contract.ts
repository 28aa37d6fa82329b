import { B2coreSettings } from '../../../schemas/b2core/settings.js';
import * as seeds from '../../../seeds/b2core/index.js';
import { defineContract } from '../../simulator/contract/contract.js';
import { type Operation, withTags } from '../../simulator/contract/operation.js';
import type { AnyCollection } from '../../store/documents/collection.js';
import type { WorldSpec } from '../../store/sandbox/metadata-keys.js';
import { type Seed, toSeeds } from '../../store/sqlite/image.js';
import { identity } from './auth/identity.js';
import { tokens } from './auth/token-operations.js';
import * as collections from './collections.js';
import { countries } from './countries/operations.js';
import { regions } from './countries/regions.js';
import { dialect } from './dialect.js';
import { data } from './document-rules.js';
import { ibTypes } from './partners/ib-types.js';
import { relations } from './partners/relations.js';
import { processEvents, processes } from './processes/operations.js';
import { processEvent } from './processes/run.js';
import { contacts } from './profiles/contacts.js';
import { profiles } from './profiles/operations.js';
import { banners } from './promotion/banners.js';
import { qrCodes } from './promotion/qr-codes.js';
import { reports } from './reports/operations.js';
import { accounts } from './trading/accounts.js';
import { platforms } from './trading/platforms.js';
import { symbols } from './trading/symbols.js';
import { payments, trades } from './trading/trades.js';

const mount = B2coreSettings.properties.mount.default as string;

/** Operations by the page of the vendor's reference that documents them. */
const categories = {
  Profiles: {
    about: 'Profiles of clients and their contacts',
    operations: [...profiles, ...contacts],
  },
  Authentication: { about: 'Tokens for apps', operations: tokens },
  Countries: { about: 'Countries that profiles refer to', operations: countries },
  'Geographic regions': { about: 'Regions that countries are in', operations: regions },
  Banners: { about: 'Banners that partners advertise with', operations: banners },
  'QR codes': { about: 'Images of the links of partners', operations: qrCodes },
  Accounts: { about: 'Accounts of clients and partners on the platforms', operations: accounts },
  Platforms: {
    about: 'Trading servers, their groups of accounts and their drivers',
    operations: platforms,
  },
  Symbols: { about: 'What is traded, and what partners earn by it', operations: symbols },
  Trades: { about: 'What clients have traded', operations: trades },
  Payments: { about: 'The rewards of partners', operations: payments },
  Relations: { about: 'Who brought whom', operations: relations },
  'IB types': {
    about: 'Programs of partners with levels, tiers and resources',
    operations: ibTypes,
  },
  Processes: { about: 'Background processes', operations: processes },
  Reports: { about: 'Reports on the links and payments of partners', operations: reports },
};
const operations: readonly Operation[] = withTags(categories);

/** B2CORE IB. */
export const b2core = defineContract({
  name: 'b2core',
  title: 'B2CORE IB API',
  description:
    'As simulated by Understudy: clients, partners, accounts, trades and rewards of one broker. What the vendor documents is exact. What the ' +
    "vendor leaves open, above all the body of errors, is Understudy's choice and carries `x-evidence: inferred`. Bodies are read as JSON whatever their Content-Type is.",
  version: '1.0',
  home: 'https://docs.ib.b2core.b2broker.com/en/api-guide/api-reference-profiles.html',
  mount,
  // The vendor's examples begin with [base]/profiles; they also work when [base] is replaced by the origin alone.
  aliases: Object.fromEntries(
    [...new Set(operations.map(({ url }) => url.replace(/^(\/\w+).*/, '$1')))].map((path) => [
      path,
      `${mount}${path}`,
    ]),
  ),
  example: '/profiles?limit=5&sort_by=lastName&sort_order=asc&filter[enabled]=1',
  tags: Object.entries(categories).map(([name, { about }]) => ({ name, description: about })),
  identity,
  dialect,
  anyContentType: true,
  repeatedParameter: 'last',
  settings: B2coreSettings,
  // A list has no total: a page that is not full is the last one.
  hasLaterPages: (body, { limit = B2coreSettings.properties.defaultLimit.default }) =>
    Array.isArray(body) && body.length >= Number(limit),
  operations,
  collections: Object.values(collections),
  data,
  seed,
  eventHandlers: processEvents,
  dueDescriptions: { scheduled: { [processEvent]: 'A process ends and does its work.' } },
});

/** The first content. The data of the broker refer to the profiles. */
function* seed({ seed }: WorldSpec): Iterable<Seed> {
  yield* toSeeds(collections.apps, seeds.apps, {});
  yield* toSeeds(collections.regions, seeds.regions(), {});
  for (const wire of seeds.countries()) {
    yield { collection: collections.countries, wire, internal: { libraryName: wire.countryName } };
  }
  const profileSeeds = [...seeds.profiles(seed)];
  yield* toSeeds(collections.profiles, profileSeeds, {});
  // Each list of the broker's data has the name of its collection.
  const targets: Readonly<Record<string, unknown>> = { ...collections };
  for (const [name, wires] of Object.entries(seeds.broker(seed, profileSeeds)))
    yield* toSeeds(targets[name] as AnyCollection, wires as Iterable<object>, {});
}
