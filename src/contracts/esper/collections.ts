import type { Group } from '../../../schemas/esper/profiles.js';
import type { User, UserInternal } from '../../../schemas/esper/users.js';
import { collection, paddedKey } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';

export const groups = collection<Group, Record<string, never>>('esper_groups', {
  key: ({ id }) => id,
});

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
  indexes: [['username'], ['email']],
});

export const collections = [groups, users];
