import { Type } from '@sinclair/typebox';
import { inferred } from '../annotations.js';
import { unspecifiedResponse } from '../responses.js';

/** A body whose model name the vendor publishes, but not its fields. */
export function unpublished(model: string, type: 'object' | 'array' = 'object') {
  const options = { description: `${model}: the vendor publishes no fields of this model` };
  return inferred(
    type === 'array' ? Type.Array(Type.Unknown(), options) : Type.Object({}, options),
  );
}

/** A response whose shape the vendor does not publish; for operations that are not simulated yet. */
export const unpublishedResponse = unspecifiedResponse(
  "The vendor's response; its shape is not published",
);
