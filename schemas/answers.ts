import { Type } from '@sinclair/typebox';

/** An answer without a body. */
export const nothing = Type.Null({ description: 'Done; the answer has no body' });
