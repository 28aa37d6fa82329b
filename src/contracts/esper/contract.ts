import { EsperSettings } from '../../../schemas/esper/settings.js';
import * as seeds from '../../../seeds/esper/index.js';
import { defineContract } from '../../simulator/contract/contract.js';
import { withTags } from '../../simulator/contract/operation.js';
import type { WorldSpec } from '../../store/sandbox/metadata.js';
import { type Seed, toSeeds } from '../../store/sqlite/image.js';
import { collections, groups, users as kept } from './collections.js';
import { dialect, v2Dialect } from './dialect.js';
import { identity } from './identity.js';
import * as newer from './unsimulated.js';
import { deprecatedUsers, users } from './users/operations.js';

const mount = '/api';

/** Operations by the tag under which the vendor's document lists them. */
const tags = {
  'User (Deprecated)': {
    about: 'Writes of users; the vendor asks to go over to the newer ones',
    operations: deprecatedUsers,
  },
  User: { about: 'Users and invites', operations: [...users, ...newer.v2Users] },
  Roles: { about: 'Custom roles and their scopes', operations: newer.customRoles },
  'SSO Connections': { about: 'How users of the tenant sign on', operations: newer.connections },
  Token: { about: 'The key itself', operations: newer.tokenInfo },
  'Personal Access Token': {
    about: 'Keys of the caller',
    operations: newer.personalAccessTokens,
  },
  'Device Group': { about: 'Groups of devices', operations: newer.deviceGroups },
};

/** Esper. */
export const esper = defineContract({
  name: 'esper',
  title: 'Esper API',
  description:
    'As simulated by Understudy. Users of an Esper tenant. What the vendor documents is exact; what the vendor leaves open is ' +
    "Understudy's choice and carries `x-evidence: inferred`. Bodies are read as JSON whatever their Content-Type says. Operations that are not simulated yet answer 501.",
  version: '1.0',
  home: 'https://api.esper.io',
  mount,
  // Some clients put /api into their base, others leave it out.
  aliases: Object.fromEntries(
    ['/user', '/user_info', '/authn2', '/authz2'].map((path) => [path, `${mount}${path}`]),
  ),
  example: (token, base) =>
    `curl '${base}/user/?limit=5&ordering=last_name' -H 'Authorization: Bearer ${token}'`,
  tags: Object.entries(tags).map(([name, { about }]) => ({ name, description: about })),
  identity,
  dialect,
  dialects: { '/authn2': v2Dialect, '/authz2': v2Dialect },
  refusals: { 429: 'Too many requests. Understudy counts none: a fault rule makes it say so.' },
  anyContentType: 'strict',
  settings: EsperSettings,
  operations: withTags(tags),
  collections,
  seed,
});

/** The first content: groups before those who see them. */
function* seed({ seed, devices }: WorldSpec): Iterable<Seed> {
  const all = seeds.groups(seed, devices);
  yield* toSeeds(groups, all, {});
  for (const user of seeds.users(seed, all)) yield { collection: kept, ...user };
}
