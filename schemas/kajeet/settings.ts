import { type Static, Type } from '@sinclair/typebox';
import { strictQuerySetting } from '../settings.js';

/** Settings of the Kajeet Sentinel simulation. */
export const KajeetSettings = Type.Object({
  strictQuery: strictQuerySetting(),
  maxLimit: Type.Integer({
    default: 100,
    minimum: 1,
    maximum: 10_000,
    description: 'largest page size of the device lists',
  }),
  emptySearch: Type.Unsafe<200 | 404>({
    type: 'integer',
    enum: [404, 200],
    default: 404,
    description: 'status of a device list without matches',
  }),
});
export type KajeetSettings = Static<typeof KajeetSettings>;
