import { type Static, Type } from '@sinclair/typebox';
import { nullable, stringEnum } from '../annotations.js';
import { listParameters, pageOf } from './listing.js';

export const ratePlanColumns = [
  'MASTER_CORP_ID',
  'RATE_PLAN_CODE',
  'RATE_PLAN_NAME',
  'PLAN_TYPE',
  'PLAN_USAGE_TYPE',
  'DEVICE_COUNT',
  'DEVICE_COUNT_WITH_OVERAGE',
  'INCLUDED_PLAN_MB',
  'INCLUDED_MB',
  'USED_MB',
  'REMAINING_MB',
  'USED_PCTG',
] as const;
export type RatePlanColumn = (typeof ratePlanColumns)[number];

export const RatePlanUsageQuery = Type.Object({
  offset: Type.Optional(listParameters.offset),
  limit: Type.Optional(listParameters.limit),
  sortColumn: Type.Optional(
    stringEnum(ratePlanColumns, {
      description: 'The column to sort by; RATE_PLAN_CODE by default',
    }),
  ),
  sortDir: Type.Optional(listParameters.sortDir),
  export: listParameters.export,
});
export type RatePlanUsageQuery = Static<typeof RatePlanUsageQuery>;

const includedMb = (description: string) => nullable(Type.Number({ description }));

/** The names of the fields follow from the documented columns. */
export const RatePlanUsage = Type.Object(
  {
    masterCorpId: Type.String(),
    ratePlanCode: Type.String(),
    ratePlanName: Type.String(),
    planType: Type.String({ description: 'EDUCATION or ENTERPRISE' }),
    planUsageType: Type.String({ description: 'UNLIMITED, POOLED or PER_DEVICE' }),
    deviceCount: Type.Integer(),
    deviceCountWithOverage: Type.Integer({
      description: 'Devices that have used more than the plan includes for one',
    }),
    includedPlanMb: includedMb('MB that the plan includes for a device; null for no limit'),
    includedMb: includedMb('MB that the plan includes for all its devices; null for no limit'),
    usedMb: Type.Number({ description: 'MB that the devices have used in this billing month' }),
    remainingMb: includedMb('MB that are left, at least 0; null for no limit'),
    usedPctg: includedMb('The used part in percent; null for no limit'),
  },
  {
    $id: 'RatePlanUsage',
    'x-evidence': 'inferred',
    description: 'The usage of the devices of a rate plan',
  },
);
export type RatePlanUsage = Static<typeof RatePlanUsage>;

export const RatePlanUsagePage = pageOf('RatePlanUsagePage', 'ratePlans', RatePlanUsage);
