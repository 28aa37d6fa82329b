import { Type } from '@sinclair/typebox';
import { inferred } from './evidence.js';

/** An answer without a body. */
export const nothing = Type.Null({ description: 'Done; the answer has no body' });

/** An answer of which no more is known than these words; for operations that are not simulated yet. */
export function unknownAnswer(description: string) {
  return inferred(Type.Unknown({ description }));
}
