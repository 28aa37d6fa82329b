import { type Static, Type } from '@sinclair/typebox';
import { inferred, nullable, ref } from '../annotations.js';
import { Device } from './devices/device.js';

const carrier = Type.String({
  minLength: 1,
  description: 'The code or the name of a carrier with eSIMs, in any case',
  examples: ['Verizon'],
});

export const CountESimInventoryQuery = Type.Object({
  carrier: Type.String({
    minLength: 1,
    description: 'The name of a carrier',
    examples: ['AT&T'],
  }),
});

export const Carriers = inferred(
  Type.Array(Type.Object({ code: Type.String(), name: Type.String() }), {
    $id: 'Carriers',
    description: 'Carriers to choose from',
  }),
);

export const BillingPlans = inferred(
  Type.Array(
    Type.Object({
      code: Type.String({ description: 'The code that devices show as ratePlan' }),
      name: Type.String(),
      monthlyLimit: nullable(Type.Number({ description: 'MB in a month; null for no limit' })),
    }),
    { $id: 'BillingPlans', description: 'Rate plans that the device group may use' },
  ),
);

export const BusinessInternetPlans = inferred(
  Type.Array(
    Type.Object({
      id: Type.String({ description: 'The id that the export shows as VERIZON_BI_PLAN_ID' }),
      name: Type.String(),
      downloadMbps: Type.Integer(),
    }),
    { $id: 'BusinessInternetPlans', description: 'Verizon plans that the account may use' },
  ),
);

export const ESimInventoryCount = inferred(
  Type.Object(
    {
      corpId: Type.String(),
      carrier: Type.String(),
      count: Type.Integer({ description: 'eSIMs that the account of the group has in stock' }),
    },
    { $id: 'ESimInventoryCount', description: 'The stock of eSIMs of a carrier' },
  ),
);

/** The vendor publishes neither fields nor a model's name. */
export const ESimTransaction = inferred(
  Type.Object(
    {
      carrier,
      corpId: Type.Optional(
        Type.String({
          minLength: 1,
          description: "The device group of the new line; the caller's own when left out",
        }),
      ),
      ratePlan: Type.Optional(
        Type.String({
          minLength: 1,
          description: 'A code that GET billing-plans lists; the first one when left out',
        }),
      ),
      imei: Type.Optional(
        Type.String({ pattern: '^\\d{15}$', description: '15 digits; drawn when left out' }),
      ),
      eid: Type.Optional(
        Type.String({ pattern: '^\\d{32}$', description: '32 digits; drawn when left out' }),
      ),
      nickname: Type.Optional(Type.String({ maxLength: 255 })),
    },
    {
      $id: 'ESimTransaction',
      description: 'One line to activate on an eSIM',
      examples: [{ carrier: 'Verizon', ratePlan: 'EDU-5GB', nickname: 'Loaner 12' }],
    },
  ),
);
export type ESimTransaction = Static<typeof ESimTransaction>;

export const ESimTransactionResult = inferred(
  Type.Object(
    {
      message: Type.String({ description: 'Human-readable description of the change' }),
      transactionId: Type.String(),
      status: Type.Literal('COMPLETED'),
      device: ref(Device),
    },
    { $id: 'ESimTransactionResult', description: 'The line is active' },
  ),
);
export type ESimTransactionResult = Static<typeof ESimTransactionResult>;

/** The stock of eSIMs, as it is stored. */
export const ESimStock = Type.Object({
  /** The account and the carrier, with a space between. */
  id: Type.String({ minLength: 1 }),
  accountId: Type.String({ minLength: 1 }),
  carrier: Type.String({ minLength: 1 }),
  count: Type.Integer({ minimum: 0, maximum: 1e9 }),
});
export type ESimStock = Static<typeof ESimStock>;
