import { changePassword } from '../../../../schemas/kajeet/users.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { enqueueMail } from '../../../simulator/outbox.js';
import { type StoredUser, users } from '../collections.js';
import { issueToken } from '../identity.js';
import { hashSecret, nextPasswordNumber } from './passwords.js';

/** Validity of a reset link, in seconds. */
const linkLifetime = 60 * 60;
const resetPage = 'https://sentinel.kajeet.com/auth/reset-password';

/** Puts a reset link into the outbox. The response does not reveal whether the user exists. */
export function resetPassword(request: ValidatedRequest<unknown, unknown, { username: string }>) {
  const user = request.sandbox.documents(users).get(request.body.username);
  if (user?.internal.enabled) mailPasswordLink(request, user, 'Reset your Sentinel password');
  return {
    message: `If ${request.body.username} is a user, a link to reset the password is on its way`,
  };
}

/** Puts a mail with a link to set the password of a user into the outbox. */
export function mailPasswordLink(
  { sandbox, issuer }: Pick<ValidatedRequest<unknown, unknown, unknown>, 'sandbox' | 'issuer'>,
  user: StoredUser,
  subject: string,
): void {
  const internal = { ...user.internal, scopes: [changePassword] };
  const lifetime = { lifetime: linkLifetime };
  const { token } = issueToken(sandbox, issuer, { ...user, internal }, lifetime);
  enqueueMail(sandbox, {
    to: user.wire.email,
    subject,
    link: `${resetPage}?token=${token}`,
    token,
  });
}

/** Sets the password of the calling user, whose token comes from a reset link. Ends every token that the user got before. */
export function setPassword(
  request: ValidatedRequest<unknown, unknown, { newPassword: string; confirmPassword: string }>,
) {
  const { sandbox } = request;
  const password = hashSecret(request.body.newPassword, sandbox);
  sandbox.documents(users).update(request.caller.name, ({ wire, internal }) => ({
    wire,
    internal: {
      ...internal,
      password,
      passwordResets: nextPasswordNumber(sandbox, internal.passwordResets),
    },
  }));
  return { message: 'The password is set' };
}
