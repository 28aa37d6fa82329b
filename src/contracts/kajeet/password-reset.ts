import { changePassword } from '../../../schemas/kajeet/users.js';
import type { ReadRequest } from '../../simulator/contract.js';
import { post } from '../../simulator/outbox.js';
import { users } from './collections.js';
import { issue } from './identity.js';
import { kept } from './passwords.js';

/** How long the link of a reset holds, in seconds. */
const linkLifetime = 60 * 60;
const portal = 'https://sentinel.kajeet.com/auth/reset-password';

/** Puts a reset link into the outbox; an unknown user is answered alike, and gets none. */
export function resetPassword(request: ReadRequest<unknown, unknown, { username: string }>) {
  const { sandbox, server, body } = request;
  const user = sandbox.documents(users).get(body.username);
  if (user?.own.enabled) {
    const own = { ...user.own, scopes: [changePassword] };
    const { token } = issue(sandbox, server.signer, { ...user, own }, { lifetime: linkLifetime });
    const link = `${portal}?token=${token}`;
    post(sandbox, { to: user.wire.email, subject: 'Reset your Sentinel password', link, token });
  }
  return { message: `If ${body.username} is a user, a link to reset the password is on its way` };
}

/** Sets the password of the user whom the link was for. */
export function setPassword(
  request: ReadRequest<unknown, unknown, { newPassword: string; confirmPassword: string }>,
) {
  const password = kept(request.body.newPassword, request.sandbox);
  request.sandbox
    .documents(users)
    .update(request.caller.name, ({ wire, own }) => ({ wire, own: { ...own, password } }));
  return { message: 'The password is set' };
}
