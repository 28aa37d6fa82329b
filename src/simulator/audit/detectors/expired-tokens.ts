import { isExpiryMessage } from '../../auth/tokens.js';
import {
  type AuditedEntry,
  type Detected,
  type Detector,
  isSentAfter,
  isSuccess,
  tokenOf,
} from '../audited-entry.js';

/**
 * A client sent the same request with the same token after it had been told that the token has expired, or did not get a new one.
 * A refusal that is followed by a call with another token is how clients find out; other requests may have been under way.
 */
export const findExpiredTokens: Detector = function* (calls) {
  const refusals = new Map<string, AuditedEntry[]>();
  for (const call of calls.filter(isExpired)) {
    const key = `${call.contract.name} ${call.client} ${tokenOf(call.entry)}`;
    refusals.set(key, [...(refusals.get(key) ?? []), call]);
  }
  for (const refused of refusals.values()) {
    const repetition = findRepetition(refused);
    const [first] = refused;
    if (!first || (!repetition && isRenewed(calls, first))) continue;
    yield { calls: repetition ?? [first, ...refused.slice(1, 2)] };
  }
};

function isExpired({ entry: { status, refusal } }: AuditedEntry): boolean {
  return status === 401 && refusal !== undefined && isExpiryMessage(refusal.message);
}

/** The first request that was sent again after its refusal. */
function findRepetition(refused: readonly AuditedEntry[]): Detected['calls'] | undefined {
  for (const [index, first] of refused.entries()) {
    const repeated = refused
      .slice(index + 1)
      .find((each) => each.requestKey === first.requestKey && isSentAfter(each, first) !== false);
    if (repeated) return [first, repeated];
  }
  return undefined;
}

/**
 * Whether the client called the same vendor successfully afterwards, to get a token or with another one of the same user. What it,
 * or another client, does as somebody else is no renewal.
 */
function isRenewed(calls: readonly AuditedEntry[], refused: AuditedEntry): boolean {
  const index = calls.indexOf(refused);
  const [earlier, later] = [calls.slice(0, index), calls.slice(index + 1)];
  const user = earlier.find((call) => tokenOf(call.entry) === tokenOf(refused.entry))?.entry
    .persona;
  const isKnown = (call: AuditedEntry) =>
    earlier.some((each) => tokenOf(each.entry) === tokenOf(call.entry));
  return later.some(
    (call) =>
      call.contract === refused.contract &&
      call.client === refused.client &&
      isSuccess(call) &&
      tokenOf(call.entry) !== tokenOf(refused.entry) &&
      (call.entry.persona === null || (user ? call.entry.persona === user : !isKnown(call))),
  );
}
