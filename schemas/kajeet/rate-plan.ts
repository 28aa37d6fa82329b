import { Type } from '@sinclair/typebox';
import { stringEnum } from '../annotations.js';

export const RatePlanUsageQuery = Type.Object({
  offset: Type.Optional(Type.Integer({ minimum: 0, description: 'Ignored when export is given' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, description: 'Ignored when export is given' })),
  sortColumn: Type.Optional(
    stringEnum([
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
    ]),
  ),
  sortDir: Type.Optional(stringEnum(['ASC', 'DESC'])),
  export: Type.Optional(stringEnum(['CSV'])),
});
