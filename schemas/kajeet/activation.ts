import { Type } from '@sinclair/typebox';

export const CountESimInventoryQuery = Type.Object({
  carrier: Type.String({ description: 'The name of a carrier', examples: ['AT&T'] }),
});
