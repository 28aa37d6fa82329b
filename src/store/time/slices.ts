import { yieldToEventLoop } from '../../lib/async.js';
import { systemNow } from './clock.js';

/** How long steps run before the server handles other work, in real milliseconds. */
const sliceMs = 5;

/** Work in steps, between which other work may be done. */
export type Steps<Result> = Generator<void, Result>;

/** Does all steps at once. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Does the steps, and yields to the event loop between slices of time. */
export async function runInSlices<Result>(steps: Steps<Result>): Promise<Result> {
  for (let end = systemNow() + sliceMs; ; ) {
    const { done, value } = steps.next();
    if (done) return value;
    if (systemNow() < end) continue;
    await yieldToEventLoop();
    end = systemNow() + sliceMs;
  }
}
