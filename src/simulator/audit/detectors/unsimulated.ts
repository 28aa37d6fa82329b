import type { Detector } from '../audited-entry.js';

/** The operation is known but not simulated. An injected 501 is one of the vendor. */
export const findUnsimulated: Detector = function* (calls) {
  for (const call of calls) {
    const { status, fault } = call.entry;
    if (status === 501 && fault === undefined && !call.operation.handler) yield { calls: [call] };
  }
};
