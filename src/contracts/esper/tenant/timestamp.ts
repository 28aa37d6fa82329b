import { formatTimestamp } from '../../../../schemas/esper/users.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';

/** The time of a sandbox in the vendor's format. */
export function currentTimestamp({ clock }: Pick<Sandbox, 'clock'>): string {
  return formatTimestamp(clock.now());
}
