import type { Detector } from '../audited-entry.js';

/** Clients add this parameter to get around caches; no API knows it, and it does no harm. */
const cacheBuster = '_';

/** The query has a parameter that the operation does not know. */
export const findUnknownParameters: Detector = function* (calls) {
  for (const call of calls)
    for (const subject of call.entry.unknownParameters ?? [])
      if (subject !== cacheBuster) yield { subject, calls: [call] };
};
