import { formatTimestamp } from '../../../schemas/b2core/values.js';
import { firstFreeId } from '../../../seeds/b2core/index.js';
import { numberOfObjectId, objectId } from '../../../seeds/world/identifiers.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';

/** The sequence of identifiers; profiles, contacts and countries draw from it. */
export const idSequence = 'b2core_ids';

/** The number that an identifier took from the sequence; 0 for a seeded or foreign one. */
export function numberOfId(id: string): number {
  return Math.max(numberOfObjectId(id) - firstFreeId, 0);
}

/** The identifier and the times of a new object. */
export interface Stamp {
  readonly id: string;
  readonly createTime: string;
  readonly updateTime: string;
}

/** An identifier that is unique in the sandbox: objects of all kinds share one sequence. */
function newId(sandbox: Sandbox): string {
  return objectId(sandbox.clock.now() / 1000, firstFreeId + sandbox.sequences.next('b2core_ids'));
}

/** The current time of the sandbox in the vendor's format. */
export function timestamp(sandbox: Sandbox): string {
  return formatTimestamp(sandbox.clock.now());
}

/** A new identifier with the current time. */
export function newStamp(sandbox: Sandbox): Stamp {
  const now = timestamp(sandbox);
  return { id: newId(sandbox), createTime: now, updateTime: now };
}
