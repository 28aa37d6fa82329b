import type { StoredObject } from '../../../schemas/b2core/objects.js';
import type { Relation, User } from '../../../schemas/b2core/partners/relations.js';
import type { StoredProfile } from '../../../schemas/b2core/profiles.js';
import { curlExampleId } from '../../../schemas/b2core/samples.js';
import { SeededRandom } from '../../../src/lib/seeded-random.js';
import { seededId, stamped } from '../identifiers.js';
import { amount } from './setup.js';

type StoredRelation = StoredObject<typeof Relation>;

/** IB type and parent of each partner, by their places in these lists; the first is the client of the vendor's cURL examples. */
const partnerTree = [
  { ibType: 1, master: true },
  { ibType: 1, parent: 0 },
  { ibType: 1, parent: 0 },
  { ibType: 2, parent: 1, ratio: '1.1' },
  { ibType: 1, parent: 1 },
  { ibType: 2 },
  { ibType: 2, parent: 5, master: true },
  { ibType: 3, parent: 4 },
] as const;

/** How many of the clients partners have brought. The others came by themselves. */
const relatedClients = 36;

/** Partners, their clients, and the relations between them: a forest. */
export interface Partnership {
  readonly partners: readonly User[];
  readonly clients: readonly StoredProfile[];
  readonly relations: readonly StoredRelation[];
}

export function partnership(seed: number, profiles: readonly StoredProfile[]): Partnership {
  const random = new SeededRandom(seed, 'b2core partners');
  const westley = profiles.filter(({ profileId }) => profileId === curlExampleId);
  // The last profiles are those of clients, not of people that other vendors know too.
  const others = profiles.slice(-(partnerTree.length - 1 + relatedClients + 8));
  const members = [...westley, ...others.slice(0, partnerTree.length - 1)];
  const partners = members.map((profile, index) => partner(profile, index));
  const clients = others.slice(partnerTree.length - 1);
  const links = [
    ...partnerTree.flatMap((each, index) =>
      'parent' in each ? [[index, each.parent] as const] : [],
    ),
  ].map(([child, parent]) => [members[child], partners[parent]] as const);
  for (const client of clients.slice(0, relatedClients))
    links.push([client, random.pick(partners)]);
  const relations = links.flatMap(([child, parent], index) =>
    child && parent ? [relation(child, parent, index)] : [],
  );
  return { partners, clients, relations };
}

function partner({ profileId, createTime }: StoredProfile, index: number): User {
  const declared = partnerTree[index];
  const isMaster = declared !== undefined && 'master' in declared;
  return {
    userId: profileId,
    profileId,
    groupId: seededId('ibTypes', declared?.ibType ?? 0),
    master: isMaster,
    masterMaxLevel: 100,
    masterRatio: amount(isMaster ? '1.2' : '1'),
    ratio: amount(declared && 'ratio' in declared ? declared.ratio : '1'),
    tag: index === 0 ? '12345' : null,
    ...stamped(createTime),
    uuid: null,
  };
}

/** A relation begins when the younger of the two exists. */
function relation(child: StoredProfile, parent: User, index: number): StoredRelation {
  const later = child.createTime > parent.createTime ? child.createTime : parent.createTime;
  return {
    relationId: seededId('relations', index),
    childUserId: child.profileId,
    parentUserId: parent.userId,
    ...stamped(later),
  };
}
