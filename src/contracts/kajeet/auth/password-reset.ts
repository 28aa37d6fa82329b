import { changePassword } from '../../../../schemas/kajeet/users.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { enqueueMail } from '../../../simulator/outbox.js';
import { users } from '../collections.js';
import { issueToken } from '../identity.js';
import { hashSecret } from './passwords.js';

/** Validity of a reset link, in seconds. */
const linkLifetime = 60 * 60;
const resetPage = 'https://sentinel.kajeet.com/auth/reset-password';

/** Puts a reset link into the outbox. The response does not reveal whether the user exists. */
export function resetPassword(request: ValidatedRequest<unknown, unknown, { username: string }>) {
  const { sandbox, issuer, body } = request;
  const user = sandbox.documents(users).get(body.username);
  if (user?.internal.enabled) {
    const internal = { ...user.internal, scopes: [changePassword] };
    const { token } = issueToken(
      sandbox,
      issuer,
      { ...user, internal },
      { lifetime: linkLifetime },
    );
    const link = `${resetPage}?token=${token}`;
    enqueueMail(sandbox, {
      to: user.wire.email,
      subject: 'Reset your Sentinel password',
      link,
      token,
    });
  }
  return { message: `If ${body.username} is a user, a link to reset the password is on its way` };
}

/** Sets the password of the calling user, whose token comes from a reset link. Ends every token that the user got before. */
export function setPassword(
  request: ValidatedRequest<unknown, unknown, { newPassword: string; confirmPassword: string }>,
) {
  const password = hashSecret(request.body.newPassword, request.sandbox);
  request.sandbox.documents(users).update(request.caller.name, ({ wire, internal }) => ({
    wire,
    internal: { ...internal, password, passwordResets: (internal.passwordResets ?? 0) + 1 },
  }));
  return { message: 'The password is set' };
}
