import type { TSchema } from '@sinclair/typebox';
import { collectModels, ref } from '../../../schemas/annotations.js';
import type { Contract } from '../contract/contract.js';

/** The models of a contract: the schemas that its operations refer to, and its error bodies. */
export function modelsOf({ operations, dialect, dialects = {} }: Contract): TSchema[] {
  const errorBodies = [dialect, ...Object.values(dialects)].map(({ problem }) => ref(problem));
  return collectModels(...errorBodies, ...operations.map(({ schema }) => schema));
}
