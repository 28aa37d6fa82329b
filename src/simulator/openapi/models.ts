import type { TSchema } from '@sinclair/typebox';
import { collectModels, ref } from '../../../schemas/annotations.js';
import type { Contract } from '../contract/contract.js';
import { problemDetails } from '../contract/problem-details.js';

/** The models of a contract: what its operations refer to, and the bodies of its refusals. */
export function modelsOf({ operations, dialect, dialects = {} }: Contract): TSchema[] {
  const dialectsInUse = [dialect, ...Object.values(dialects), problemDetails];
  const refusals = dialectsInUse.map(({ problem }) => ref(problem));
  return collectModels(...refusals, ...operations.map(({ schema }) => schema));
}
