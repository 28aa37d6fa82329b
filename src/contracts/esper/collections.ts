import { Type } from '@sinclair/typebox';
import { Group } from '../../../schemas/esper/profiles.js';
import { StoredUser, type User, UserInternal } from '../../../schemas/esper/users.js';
import { firstFreeId } from '../../../seeds/esper/index.js';
import { collection, paddedKey } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';

export const groups = collection<Group, Record<string, never>>('esper_groups', {
  key: ({ id }) => id,
  schema: { wire: Group, internal: Type.Object({}, { additionalProperties: false }) },
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

export const collections = [groups, users];
