import { additionalPerson } from '../../../../seeds/world/additional-people.js';
import { emailOf, usernameOf } from '../../../../seeds/world/people.js';
import { mainOrganisation } from '../../../../seeds/world/world.js';
import { type DocumentError, documentRules } from '../../../simulator/data/rules.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { corps, preferences, summerSuspensions, users } from '../collections.js';
import { emailNotification, userPreferenceId } from '../manage-profile/preferences.js';
import { suspensionChange } from '../manage-profile/summer-suspension.js';

/** What holds for users. One that is added here has the password of seeded users, which follows from the name. */
export const userRules = documentRules({
  collection: users,
  description: 'Users and trusted clients, with their scopes',
  columns: ['username', 'firstName', 'lastName', 'corpId', 'scopes', 'enabled', 'persona'],
  nameFields: ['firstName', 'lastName'],
  keyField: '/wire/username',
  secrets: {
    '/internal/password': { derived: true },
    '/internal/secretAnswer': undefined,
    '/internal/pendingEmail/token': undefined,
  },
  unique: { persona: '/internal/persona', email: '/wire/email' },
  references: [{ at: '/internal/corpId', to: corps }],
  generate({ seed, number, like }) {
    const { firstName, lastName } = { ...additionalPerson(seed, number), ...like.wire };
    const corpId = like.internal.corpId ?? mainOrganisation;
    const username = like.wire.username ?? `${usernameOf(`${firstName} ${lastName}`)}.${number}`;
    const email = emailOf({ username, organisation: corpId });
    return {
      wire: { username, firstName, lastName, email },
      internal: {
        corpId,
        scopes: ['org_user'],
        enabled: true,
        password: { derived: true as const },
      },
    };
  },
  shared: {
    kind: 'person',
    // A client is an app, not a person.
    id: ({ wire, internal }) => (internal.isClient ? undefined : wire.username),
    find(sandbox, id) {
      const found = sandbox.documents(users).get(id);
      return found?.internal.isClient ? undefined : found?.wire.username;
    },
    read: ({ wire: { firstName, lastName, email } }) => ({ firstName, lastName, email }),
    write: ({ wire, internal }, names) => ({ wire: { ...wire, ...names }, internal }),
  },
  afterWrite(sandbox, before, after) {
    // A user who is added later with the same name starts without preferences.
    if (before && !after)
      sandbox
        .documents(preferences)
        .delete(userPreferenceId(emailNotification, before.wire.username));
  },
});

/** What holds for preferences: they belong to an account, a user or a device. */
export const preferenceRules = documentRules({
  collection: preferences,
  description:
    'Contact details, messages, notifications, the card of an account, SmartSpot settings',
  columns: [
    ...['id', 'message', 'firstName', 'lastName', 'title', 'email'],
    ...['dormantDeviceEmail', 'brand', 'lastFour'],
  ],
  nameFields: [],
  keyField: '/internal/id',
  check: ({ internal }, { sandbox }) => ownerErrors(sandbox, internal.id),
});

/** What holds for summer suspensions: they act like those that a user switches on. */
export const summerRules = documentRules({
  collection: summerSuspensions,
  description: 'The summer suspension of an account, in milliseconds since 1970',
  columns: ['accountId', 'begins', 'ends', 'exemptImeis'],
  nameFields: ['accountId'],
  keyField: '/wire/accountId',
  references: [{ at: '/wire/accountId', to: corps }],
  check({ wire }, { sandbox }) {
    const account = sandbox.documents(corps).get(wire.accountId)?.wire;
    const errors: DocumentError[] = [];
    if (account?.parentCorpId)
      errors.push({
        at: '/wire/accountId',
        message: `must be an account, such as ${account.path[0]}`,
      });
    if (wire.ends <= wire.begins)
      errors.push({ at: '/wire/ends', message: 'must be after begins' });
    return errors;
  },
  afterWrite: (sandbox, before, after) =>
    sandbox.runAtOnce(suspensionChange(sandbox, before?.wire, after?.wire)),
});

/** The owner of a preference is in its id, before its name or after its kind. */
function ownerErrors(sandbox: Sandbox, id: string): DocumentError[] {
  const [, user] = /^user (.+) \w+$/.exec(id) ?? [];
  const [, account] = /^(\S+) \w+$/.exec(id) ?? [];
  const isUnknown =
    user === undefined
      ? account !== undefined &&
        account !== 'smartspot' &&
        sandbox.documents(corps).get(account) === undefined
      : sandbox.documents(users).get(user) === undefined;
  if (!isUnknown) return [];
  const message = `must begin with an existing owner; there is no ${user === undefined ? 'account' : 'user'} ${user ?? account}`;
  return [{ at: '/internal/id', message }];
}
