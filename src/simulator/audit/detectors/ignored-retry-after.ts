import { type AuditedEntry, type Detector, groupByRequest, isSentAfter } from '../audited-entry.js';

/** A client may be this much too early: timers fire early, and times are whole milliseconds. */
const toleranceMs = 50;

/**
 * The same request was sent again before the time in `Retry-After` had passed, neither in real time nor by the sandbox's clock:
 * tests may move the clock instead of waiting. Requests that were under way when the response was sent do not count.
 */
export const findIgnoredRetryAfter: Detector = function* (calls) {
  for (const group of groupByRequest(calls)) {
    for (const [index, refused] of group.entries()) {
      const waitMs = requiredWaitMs(refused);
      const repeated = firstSentAfter(group.slice(index + 1), refused);
      if (waitMs === undefined || !repeated) continue;
      if (elapsedMs(refused, repeated) < waitMs - toleranceMs) yield { calls: [refused, repeated] };
    }
  }
};

/** How long a response asks the client to wait; undefined if it does not. */
function requiredWaitMs({ entry: { status, response } }: AuditedEntry): number | undefined {
  const header = response.headers['retry-after'];
  if ((status !== 429 && status !== 503) || header === undefined) return undefined;
  const seconds = Number(header);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** The first call that was sent when the response of another one had been sent. */
function firstSentAfter(
  calls: readonly AuditedEntry[],
  refused: AuditedEntry,
): AuditedEntry | undefined {
  return calls
    .filter((each) => isSentAfter(each, refused) === true)
    .sort((one, other) => Number(one.arrivedAt) - Number(other.arrivedAt))[0];
}

function elapsedMs(refused: AuditedEntry, repeated: AuditedEntry): number {
  const real = Number(repeated.arrivedAt) - Number(refused.endedAt);
  const simulated = Date.parse(repeated.entry.time) - Date.parse(refused.entry.time);
  return Math.max(real, simulated);
}
