import { Type } from '@sinclair/typebox';
import { inferred } from './annotations.js';

/** A response without a body. */
export const noContent = Type.Null({ description: 'Success; the response has no body' });

/** A response of unknown shape; for operations that are not simulated yet. */
export function unspecifiedResponse(description: string) {
  return inferred(Type.Unknown({ description }));
}
