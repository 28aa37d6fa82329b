import type { CleanOptions, UnderstudySandbox } from '../index.js';
import {
  type ChangeArguments,
  type CheckResult,
  checkCalled,
  checkCalledInOrder,
  checkChanged,
  checkNoRefusals,
} from './checks.js';
import type { CallExpectation, CallPattern } from './options.js';

/** The result of a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The matchers for the expect function of a runner: `await expect(sandbox).toHaveCalled('getUsers', { times: 1 })`. */
export const matchers = {
  /** The vendor got a call like this. */
  toHaveCalled: async (
    sandbox: UnderstudySandbox,
    pattern: CallPattern,
    expectation?: CallExpectation,
  ): Promise<MatcherResult> => toResult(await checkCalled(sandbox, pattern, expectation)),
  /** The vendor got these calls in this order, with any others between them. */
  toHaveCalledInOrder: async (
    sandbox: UnderstudySandbox,
    patterns: readonly CallPattern[],
  ): Promise<MatcherResult> => toResult(await checkCalledInOrder(sandbox, patterns)),
  /** No call was refused, other than by a fault rule. */
  toHaveNoRefusals: async (
    sandbox: UnderstudySandbox,
    options?: Pick<CleanOptions, 'allow'>,
  ): Promise<MatcherResult> => toResult(await checkNoRefusals(sandbox, options)),
  /** A document has changed since the start of the test, and its fields have these values now; null if it was removed. */
  toHaveChanged: async (
    sandbox: UnderstudySandbox,
    ...change: ChangeArguments
  ): Promise<MatcherResult> => toResult(await checkChanged(sandbox, change)),
};

/** The matchers as methods of what the expect function of a runner returns. */
export interface UnderstudyMatchers<Result = Promise<void>> {
  /** The vendor got a call like this: `operationId`, `METHOD /path` with `*` for any part, or conditions. */
  toHaveCalled(pattern: CallPattern, expectation?: CallExpectation): Result;
  /** The vendor got these calls in this order, with any others between them. */
  toHaveCalledInOrder(patterns: readonly CallPattern[]): Result;
  /** No call was refused, other than by a fault rule. `allow` lists statuses that the test expects. */
  toHaveNoRefusals(options?: Pick<CleanOptions, 'allow'>): Result;
  /**
   * A document has changed since the start of the test, and its fields have these values now. The collection
   * is `contract/name`. Null instead of the fields stands for a document that was removed.
   */
  toHaveChanged(...change: ChangeArguments): Result;
}

function toResult({ pass, message }: CheckResult): MatcherResult {
  return { pass, message: () => message };
}
