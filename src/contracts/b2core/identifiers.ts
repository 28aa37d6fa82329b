import { formatTimestamp } from '../../../schemas/b2core/values.js';
import { seededBelow } from '../../../seeds/b2core/index.js';
import { objectId } from '../../../seeds/world/identifiers.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';

/** An identifier that nothing else in the sandbox has; profiles, contacts and countries draw from one sequence. */
export function newId(sandbox: Sandbox): string {
  return objectId(sandbox.clock.now() / 1000, seededBelow + sandbox.nextSequence('b2core_ids'));
}

/** The sandbox's now, as the vendor writes it. */
export function timestamp(sandbox: Sandbox): string {
  return formatTimestamp(sandbox.clock.now());
}
