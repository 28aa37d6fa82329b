import { pageParameterOf } from '../../activity/activity.js';
import { type AuditedEntry, type Detector, isSuccess } from '../audited-entry.js';

/**
 * A list had pages after the one that was read. Whether any was read is known only when all runs are merged. A client that asks
 * for one item wants the first one, not the list.
 */
export const findUnreadPages: Detector = function* (calls) {
  for (const call of calls) {
    const { entry, contract, operation } = call;
    if (!isSuccess(call) || pageParameterOf(operation) === undefined) continue;
    const { query } = entry.request;
    if (Number(query.limit) === 1) continue;
    if (contract.hasLaterPages?.(pageOf(call), query)) yield { calls: [call] };
  }
};

/** The body of a page. Of one that was too long for the journal only the members before the first list. */
function pageOf({ entry: { response } }: AuditedEntry): unknown {
  const { body, truncated } = response;
  if (!truncated || typeof body !== 'string') return body;
  const members = body.slice(0, Math.max(body.indexOf('['), 0)).replace(/,?\s*"[^"]*":\s*$/, '');
  try {
    return JSON.parse(`${members}}`);
  } catch {
    return undefined;
  }
}
