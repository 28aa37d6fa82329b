import type { User } from '../../../../schemas/b2core/partners/relations.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { ibTypes, profiles, relations, users } from '../collections.js';
import { deleteWhere } from '../resources/object-collection.js';

const one = '1.000000000000000000';

/**
 * The user of a profile, which has the same identifier: the vendor publishes no operation that shows one. A user who is no
 * partner yet belongs to the IB type that every new profile joins, if there is one.
 */
export function findUser(sandbox: Sandbox, userId: string): User | undefined {
  const stored = sandbox.documents(users).get(userId)?.wire;
  if (stored) return stored;
  const profile = sandbox.documents(profiles).get(userId)?.wire;
  if (!profile) return undefined;
  const { createTime } = profile;
  const automatic = sandbox.documents(ibTypes).findOne({ where: { registration: 'auto' } });
  return {
    userId,
    profileId: userId,
    groupId: automatic?.wire.groupId ?? null,
    master: false,
    masterMaxLevel: 100,
    masterRatio: one,
    ratio: one,
    tag: null,
    createTime,
    updateTime: createTime,
    uuid: null,
  };
}

/** The identifier of the partner who brought a user. */
export function parentIdOf(sandbox: Sandbox, userId: string): string | undefined {
  return sandbox.documents(relations).findOne({ where: { childUserId: userId } })?.wire
    .parentUserId;
}

/** Removes the user of a deleted profile with its relations. */
export function deleteUser(sandbox: Sandbox, userId: string): void {
  sandbox.documents(users).delete(userId);
  deleteWhere(sandbox, relations, { childUserId: userId });
  deleteWhere(sandbox, relations, { parentUserId: userId });
}
