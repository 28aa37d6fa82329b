import {
  type Invite,
  type InviteInternal,
  inviteDays,
} from '../../../../schemas/esper/v2/invites.js';
import { dayMs } from '../../../lib/calculation/durations.js';
import type { StoredDocument } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { invites as collection } from '../collections.js';

/** The invites that can still be accepted, the oldest first. */
export function openInvites(
  sandbox: Sandbox,
  where: Readonly<Record<string, string>>,
): StoredDocument<Invite, InviteInternal>[] {
  const order = { column: 'created_at', descending: false };
  const now = sandbox.clock.now();
  return sandbox
    .documents(collection)
    .all({ where }, order)
    .filter(({ wire }) => Date.parse(wire.created_at) + inviteDays * dayMs > now);
}
