import { Type } from '@sinclair/typebox';
import { inferred } from './annotations.js';

/** An answer without a body. */
export const noContent = Type.Null({ description: 'Done; the answer has no body' });

/** An answer of which no more is known than these words; for operations that are not simulated yet. */
export function unspecifiedResponse(description: string) {
  return inferred(Type.Unknown({ description }));
}
