import { oddNames } from '../../../../seeds/world/odd-names.js';
import { emailOf, usernameOf } from '../../../../seeds/world/people.js';
import { mainOrganisation } from '../../../../seeds/world/world.js';
import type { DataStep, WorldSections } from '../../../simulator/data/rules.js';
import type { Seed } from '../../../store/sqlite/image.js';
import { corps, users } from '../collections.js';

/** The account and its personas stay, so that there are tokens. */
export function isInEmptyWorld({ collection, wire, internal }: Seed): boolean {
  const { corpId } = (collection === corps ? wire : internal) as { corpId?: string };
  const isPersona =
    collection === users && (internal as { persona?: string }).persona !== undefined;
  return corpId === mainOrganisation && (collection === corps || isPersona);
}

/** The steps that make corps, users and devices. */
export function expandWorld({ corps = [], people = [], devices = [] }: WorldSections): DataStep[] {
  const documents = corps.map(({ id, name, parent, kinds, timeZone }) => ({
    corpId: id,
    description: name,
    ...(parent !== undefined && { parentCorpId: parent }),
    ...(kinds && { kinds }),
    ...(timeZone !== undefined && { timeZone }),
  }));
  const ofCorps = corps.map(({ id, devices: count = 0 }) => ({ count, corp: id, like: {} }));
  const fleets = [...ofCorps, ...devices].filter(({ count }) => count > 0);
  const members = people.map((person) => {
    const { name, corp, scopes = ['org_user'], username = usernameOf(name) } = person;
    const [firstName = '', ...rest] = name.split(' ');
    const { email = emailOf({ username, organisation: corp }) } = person;
    return { username, firstName, lastName: rest.join(' '), email, corpId: corp, scopes };
  });
  return [
    ...(documents.length > 0 ? [{ ensure: 'kajeet/corps', documents }] : []),
    ...(members.length > 0 ? [{ ensure: 'kajeet/users', documents: members }] : []),
    ...fleets.map(({ count, corp, like }) => ({
      add: 'kajeet/devices',
      generate: count,
      like: { ...like, corpId: corp },
    })),
  ];
}

/** Worlds with odd names. Names of people and organisations are shared, so that the other vendors follow. */
export const worlds: Readonly<Record<string, readonly DataStep[]>> = Object.fromEntries(
  Object.entries(oddNames).map(([name, pick]) => [
    name,
    [
      {
        change: 'kajeet/devices',
        set: { nickname: { pick }, note: { pick }, name: { pick } },
        optional: true as const,
      },
      { change: 'kajeet/users', set: { firstName: { pick }, lastName: { pick } } },
      { change: 'kajeet/labels', set: { name: { pick } } },
      { change: 'kajeet/corps', set: { description: { pick } } },
    ],
  ]),
);
