import { Type } from '@sinclair/typebox';
import { inferred } from '../evidence.js';

/** A message preference. The vendor names the body `message` and its type object, no more; other keys are kept. */
export const Message = inferred(
  Type.Object(
    {
      message: Type.String({
        maxLength: 1000,
        examples: ['Please bring this device to the front office.'],
      }),
    },
    {
      $id: 'Message',
      additionalProperties: true,
      description: 'A message that devices show',
      examples: [{ message: 'Please bring this device to the front office.' }],
    },
  ),
);

export const Saved = inferred(
  Type.Object({ message: Type.String() }, { $id: 'Saved', description: 'A preference was stored' }),
);
