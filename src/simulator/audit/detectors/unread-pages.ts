import { pageParameterOf } from '../../activity/query-names.js';
import { type Detector, isSuccess, pageOf } from '../audited-entry.js';

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
    if (contract.hasLaterPages?.(pageOf(entry), query)) yield { calls: [call] };
  }
};
