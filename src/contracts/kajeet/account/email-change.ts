import { createHash } from 'node:crypto';
import type { ChangeEmailConfirmation } from '../../../../schemas/kajeet/account/users.js';
import { validityPeriod } from '../../../simulator/auth/tokens.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { conflict, notFound } from '../../../simulator/contract/problem.js';
import { enqueueMail } from '../../../simulator/outbox.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { type StoredUser, users } from '../collections.js';
import { assertMayGive, roleOf } from './roles.js';
import { presentUser, requireUser } from './user-reads.js';

const confirmationPage = 'https://sentinel.kajeet.com/account/confirm-email';

/** Returns the user with a pending e-mail address, and mails the token that confirms it to that address. */
export function requestEmailChange(
  { sandbox, issuer }: Pick<ValidatedRequest<unknown, unknown, unknown>, 'sandbox' | 'issuer'>,
  user: StoredUser,
  email: string,
): StoredUser {
  const { pendingEmail: _, ...internal } = user.internal;
  if (foldCase(email) === foldCase(user.wire.email))
    return { wire: { ...user.wire, email }, internal };
  assertFreeEmail(sandbox, email);
  // Without a corpId it is not a bearer token. The number makes each one different, and runs repeatable.
  const emailChange = sandbox.sequences.next('kajeet e-mail changes');
  const { expiresAt: __, ...times } = validityPeriod(sandbox.clock.now(), null);
  const token = issuer.sign({ sub: user.wire.username, emailChange, ...times });
  enqueueMail(sandbox, {
    to: email,
    subject: 'Confirm your new e-mail address',
    link: `${confirmationPage}?token=${token}`,
    token,
  });
  return { ...user, internal: { ...internal, pendingEmail: { email, token: hashOf(token) } } };
}

/** Makes the pending address the address of the user, or drops it. Throws a 404 problem without one. */
export function confirmEmail(request: ValidatedRequest<unknown, unknown, ChangeEmailConfirmation>) {
  const { sandbox, body } = request;
  const user = findPending(request);
  assertMayGive(request, roleOf(user.internal.scopes));
  const { pendingEmail, ...internal } = user.internal;
  if (!pendingEmail)
    throw notFound(`The user ${user.wire.username} has no pending e-mail address`, {
      rule: 'Only a pending e-mail address is confirmed',
      actual: `${user.wire.email} is the address`,
      remedies: ['PUT /v1.0/accountSettings/users/{userName} with another email, before'],
    });
  const { confirmed = true } = body;
  if (confirmed) assertFreeEmail(sandbox, pendingEmail.email, user.wire.username);
  const email = confirmed ? pendingEmail.email : user.wire.email;
  const stored = { wire: { ...user.wire, email }, internal };
  sandbox.documents(users).upsert(stored.wire, stored.internal);
  const message = confirmed ? `The e-mail address is now ${email}` : 'The e-mail address stays';
  return { message, user: presentUser(sandbox, stored) };
}

/** Throws a 409 problem if another user has the address, in any case. */
export function assertFreeEmail(sandbox: Sandbox, email: string, ownName?: string): void {
  const owners = sandbox.documents(users).keys({ where: { email: foldCase(email) } });
  if (owners.every((name) => name === ownName)) return;
  // The other user may belong to another account, so the message does not name it.
  throw conflict(`Another user has the e-mail address ${email}`, {
    rule: 'An e-mail address belongs to one user',
    evidence: 'inferred',
    actual: `email ${email}`,
    remedies: ['an e-mail address that no user has'],
  });
}

function findPending(
  request: ValidatedRequest<unknown, unknown, ChangeEmailConfirmation>,
): StoredUser {
  const { token, userName = '' } = request.body;
  if (token === undefined) return requireUser(request, userName);
  const hash = hashOf(token);
  const found = request.sandbox
    .documents(users)
    .all({})
    .find(({ internal }) => internal.pendingEmail?.token === hash);
  if (found) return requireUser(request, found.wire.username);
  throw notFound('The token confirms no pending e-mail address', {
    rule: 'The token comes from the mail to the new address, and is good for one confirmation',
    actual: 'an unknown token',
    remedies: ['the newest mail in GET /_sim/outbox'],
  });
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
