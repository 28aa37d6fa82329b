import { Type } from '@sinclair/typebox';
import { inferred } from '../annotations.js';
import { unspecifiedResponse } from '../responses.js';

/** A body of which the vendor publishes the model's name and no fields. */
export function unpublished(model: string, type: 'object' | 'array' = 'object') {
  const about = { description: `${model}: the vendor publishes no fields of this model` };
  return inferred(type === 'array' ? Type.Array(Type.Unknown(), about) : Type.Object({}, about));
}

/** An answer of which the vendor publishes nothing; for operations that are not simulated yet. */
export const unpublishedAnswer = unspecifiedResponse(
  'What the vendor answers; nothing of it is published',
);
