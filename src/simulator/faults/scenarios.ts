import type { FaultEffect, FaultRule } from './rules.js';

/** A named set of fault rules for a common situation. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly rules: readonly Omit<FaultRule, 'id' | 'scenario'>[];
}

/** A rule for the first request of each method that writes. */
const firstWrites = (effect: FaultEffect) =>
  ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({
    match: { method },
    effect,
    when: { times: 1 },
  }));

export const scenarios: readonly Scenario[] = [
  {
    name: 'done-but-504',
    description:
      'The first write of each method is done and kept, but answered 504, as by a gateway that stopped waiting',
    rules: firstWrites({ status: 504, after: true }),
  },
  {
    name: 'done-but-cut',
    description:
      'The first write of each method is done and kept, but its connection is closed without a response',
    rules: firstWrites({ abort: 'before', after: true }),
  },
  {
    name: 'flaky-network',
    description:
      'One request in ten is dropped before the response, one in twenty in the middle of it, and a third wait up to two seconds',
    rules: [
      { match: {}, effect: { abort: 'before' }, when: { share: 0.1 } },
      { match: {}, effect: { abort: 'during' }, when: { share: 0.05 } },
      { match: {}, effect: { delayMs: { min: 200, max: 2000 } }, when: { share: 0.33 } },
    ],
  },
  {
    name: 'vendor-outage',
    description: 'Every request fails with 503 until the rule is removed',
    rules: [{ match: {}, effect: { status: 503, retryAfter: 30 }, when: {} }],
  },
  {
    name: 'rate-limited',
    description: 'After five requests the next five fail with 429; later ones succeed',
    rules: [{ match: {}, effect: { status: 429, retryAfter: 1 }, when: { skip: 5, times: 5 } }],
  },
  {
    name: 'burst-of-503',
    description: 'After two requests the next three fail with 503; later ones succeed',
    rules: [{ match: {}, effect: { status: 503, retryAfter: 1 }, when: { skip: 2, times: 3 } }],
  },
  {
    name: 'token-expires',
    description: 'After three requests the next one fails with 401, as if its token had expired',
    rules: [{ match: {}, effect: { status: 401 }, when: { skip: 3, times: 1 } }],
  },
  {
    name: 'cut-before',
    description: 'Every third request or so is dropped before the operation is done',
    rules: [{ match: {}, effect: { abort: 'before' }, when: { share: 0.33 } }],
  },
  {
    name: 'cut-during',
    description: 'About one response in three ends in the middle of its body',
    rules: [{ match: {}, effect: { abort: 'during' }, when: { share: 0.33 } }],
  },
  {
    name: 'slow',
    description: 'Every request waits one to three seconds until the rule is removed',
    rules: [{ match: {}, effect: { delayMs: { min: 1000, max: 3000 } }, when: {} }],
  },
  {
    name: 'stale',
    description: 'Every read repeats the response to the same request before it, if there is one',
    rules: [{ match: { method: 'GET' }, effect: { stale: true }, when: {} }],
  },
  {
    name: 'slow-start',
    description: 'The first five requests wait two to four seconds; later ones are fast',
    rules: [{ match: {}, effect: { delayMs: { min: 2000, max: 4000 } }, when: { times: 5 } }],
  },
  {
    name: 'broken-answers',
    description: 'About one response in five is truncated, and another one is malformed JSON',
    rules: [
      { match: {}, effect: { truncate: true }, when: { share: 0.2 } },
      { match: {}, effect: { malformed: true }, when: { share: 0.2 } },
    ],
  },
];
