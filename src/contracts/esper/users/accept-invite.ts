import type { User } from '../../../../schemas/esper/users.js';
import type { Invite } from '../../../../schemas/esper/v2/invites.js';
import { conflict } from '../../../simulator/contract/problem.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { invites, users } from '../collections.js';
import { createUser } from './writes.js';

/** Creates the user of an invite, which is used up. The address is the login name, and is verified, because the link came by mail. */
export function acceptInvite(sandbox: Sandbox, { id, email, meta, connection_id }: Invite): User {
  const stored = sandbox.documents(users);
  const where = foldCase(email);
  if (stored.findOne({ where: { email: where } }) ?? stored.findOne({ where: { username: where } }))
    throw conflict(`Another user has the address ${email} in the meantime`);
  const { authz_role_id = null, enterprise, role, groups = [] } = meta.profile;
  const created = createUser(
    sandbox,
    { username: email, email, ...namesIn(email), profile: { role, groups } },
    { profile: { enterprise, authn_connection_id: connection_id } },
  );
  const profile = { ...created.profile, authz_role_id };
  const user = { ...created, profile, is_email_verified: true };
  stored.insert(user, {});
  sandbox.documents(invites).delete(id);
  return user;
}

/** First and last name, as an address such as new.teacher@example.com shows them. */
function namesIn(email: string): { readonly first_name: string; readonly last_name: string } {
  const [local = ''] = email.split('@', 1);
  const [first_name = '', ...rest] = local
    .split(/[._-]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  return { first_name, last_name: rest.join(' ') };
}
