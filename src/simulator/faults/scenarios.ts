import type { FaultRule } from './rules.js';

/** A named set of fault rules that people ask for. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly rules: readonly Omit<FaultRule, 'id' | 'scenario'>[];
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'flaky-network',
    description:
      'One call in ten is cut off before it is answered, one in twenty in the middle, and a third wait up to two seconds',
    rules: [
      { match: {}, effect: { abort: 'before' }, when: { share: 0.1 } },
      { match: {}, effect: { abort: 'during' }, when: { share: 0.05 } },
      { match: {}, effect: { delayMs: { min: 200, max: 2000 } }, when: { share: 0.33 } },
    ],
  },
  {
    name: 'vendor-outage',
    description: 'Every call is refused with 503 until the rule is taken away',
    rules: [{ match: {}, effect: { status: 503, retryAfter: 30 }, when: {} }],
  },
  {
    name: 'rate-limited',
    description: 'After five calls the next five are refused with 429, then all is well again',
    rules: [{ match: {}, effect: { status: 429, retryAfter: 1 }, when: { skip: 5, times: 5 } }],
  },
  {
    name: 'token-expires',
    description: 'After three calls the next one is refused with 401, as if its token had expired',
    rules: [{ match: {}, effect: { status: 401 }, when: { skip: 3, times: 1 } }],
  },
  {
    name: 'slow-start',
    description: 'The first five calls wait two to four seconds, then all is fast',
    rules: [{ match: {}, effect: { delayMs: { min: 2000, max: 4000 } }, when: { times: 5 } }],
  },
  {
    name: 'broken-answers',
    description: 'Every fifth answer or so is cut short, and another fifth is no JSON',
    rules: [
      { match: {}, effect: { truncate: true }, when: { share: 0.2 } },
      { match: {}, effect: { malformed: true }, when: { share: 0.2 } },
    ],
  },
];
