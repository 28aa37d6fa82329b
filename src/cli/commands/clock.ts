import { areFields, type ControlRequest, fieldsOf } from './words.js';

export const clockUsage = `understudy clock [show | freeze [TIME] | run [TIME] | set TIME | advance DURATION | due]

TIME is ISO 8601, such as 2026-03-01T08:00:00Z. DURATION is ISO 8601, such as P1D or PT90M, or NAME=NUMBER of weeks, days, hours, minutes
and seconds, such as days=1 hours=2. set leaves the clock frozen or running as it is; due lists what will happen when the clock moves.`;

/** The request for the words after the command; undefined for words that it does not know. */
export function clockRequest([action = 'show', ...words]: readonly string[]):
  | ControlRequest
  | undefined {
  const [first, ...rest] = words;
  if (action === 'advance') return advanceRequest(words);
  if (rest.length > 0) return undefined;
  if (action === 'freeze' || action === 'run')
    return settingRequest({ frozen: action === 'freeze', ...(first && { now: first }) });
  if (action === 'set' && first !== undefined) return settingRequest({ now: first });
  if (first !== undefined) return undefined;
  if (action === 'due') return { method: 'GET', path: '/_sim/due' };
  return action === 'show' ? { method: 'GET', path: '/_sim/clock' } : undefined;
}

function settingRequest(body: object): ControlRequest {
  return { method: 'PUT', path: '/_sim/clock', body };
}

function advanceRequest(words: readonly string[]): ControlRequest | undefined {
  const [duration] = words;
  if (duration === undefined) return undefined;
  const isText = words.length === 1 && !duration.includes('=');
  if (!isText && !areFields(words)) return undefined;
  const body = isText ? { duration } : fieldsOf(words);
  return { method: 'POST', path: '/_sim/clock/advance', body };
}
