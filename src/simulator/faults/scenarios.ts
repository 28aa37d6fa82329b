import type { FaultRule } from './rules.js';

/** A named set of fault rules for a common situation. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly rules: readonly Omit<FaultRule, 'id' | 'scenario'>[];
}

export const scenarios: readonly Scenario[] = [
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
    name: 'token-expires',
    description: 'After three requests the next one fails with 401, as if its token had expired',
    rules: [{ match: {}, effect: { status: 401 }, when: { skip: 3, times: 1 } }],
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
