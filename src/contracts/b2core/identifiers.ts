import { written } from '../../../schemas/b2core/values.js';
import { seededBelow } from '../../../seeds/b2core/index.js';
import { objectId } from '../../../seeds/identifiers.js';
import type { Sandbox } from '../../store/sandbox.js';

/** An identifier that nothing else in the sandbox has; profiles, contacts and countries draw from one sequence. */
export function newId(sandbox: Sandbox): string {
  return objectId(sandbox.clock.now() / 1000, seededBelow + sandbox.next('b2core_ids'));
}

/** The sandbox's now, as the vendor writes it. */
export function timeOf(sandbox: Sandbox): string {
  return written(sandbox.clock.now());
}
