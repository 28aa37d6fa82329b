import {
  type AuditedEntry,
  type Detector,
  groupByRequest,
  isSentAfter,
  isSuccess,
} from '../audited-entry.js';

/**
 * A POST whose outcome the client could not know was sent again without a read in between, by this client, that would have shown
 * whether it was done. Other methods are idempotent. A 503 says that nothing was done, unless the call was completed all the same.
 */
export const findRepeatedWrites: Detector = function* (calls) {
  for (const group of groupByRequest(calls.filter(isPost))) {
    for (const [index, write] of group.entries()) {
      const repeated = group[index + 1];
      if (repeated && isUncertain(write) && isRepetition(calls, write, repeated))
        yield { calls: [write, repeated] };
    }
  }
};

function isPost({ entry, operation }: AuditedEntry): boolean {
  return entry.method === 'POST' && operation.config.effect !== 'read';
}

/** Whether the client cannot know if the write was done: no response, or one of a server that gave up or had done it. */
function isUncertain({ entry }: AuditedEntry): boolean {
  const { status, disconnected, operationStatus = 500 } = entry;
  const isDone = operationStatus < 300;
  return status === null || disconnected === true || isDone || [500, 502, 504].includes(status);
}

/** Whether a client repeated a write without looking first. A second click before the response is another defect. */
function isRepetition(
  calls: readonly AuditedEntry[],
  write: AuditedEntry,
  repeated: AuditedEntry,
): boolean {
  if (isSentAfter(repeated, write) === false && !write.entry.disconnected) return false;
  return !calls
    .slice(calls.indexOf(write) + 1, calls.indexOf(repeated))
    .some(
      (call) =>
        call.contract === write.contract &&
        call.client === write.client &&
        call.operation.config.effect === 'read' &&
        !call.operation.config.access.open &&
        isSuccess(call),
    );
}
