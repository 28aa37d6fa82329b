import { type LongWork, maxRowsAtOnce } from '../../store/documents/long-work.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { ValidatedRequest } from '../contract/operation.js';
import { LongWrite } from '../contract/responses.js';

/**
 * Runs work in the transaction of a request, or, if it takes long, on a copy of the sandbox, so that other requests are processed
 * meanwhile. Returns the result, or the write that leads to it.
 */
export function performWork<Result>(
  { sandbox }: Pick<ValidatedRequest<unknown, unknown, unknown>, 'sandbox'>,
  plan: (sandbox: Sandbox) => LongWork,
  result: Result,
): Result | LongWrite {
  const work = plan(sandbox);
  if (work.rows > maxRowsAtOnce)
    return new LongWrite(async ({ changeCopy }) => {
      await changeCopy(plan);
      return result;
    });
  sandbox.runAtOnce(work);
  return result;
}
