import {
  type RatePlanColumn,
  type RatePlanUsage,
  RatePlanUsagePage,
  RatePlanUsageQuery,
  ratePlanColumns,
} from '../../../schemas/kajeet/rate-plan.js';
import { findPlan } from '../../../seeds/kajeet/devices/hardware.js';
import { anyScope, withConditions } from '../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  type ValidatedRequest,
} from '../../simulator/contract/operation.js';
import { asbMaster } from './access.js';
import { devices } from './collections.js';
import { descendantGroupIds } from './corp-tree.js';
import { documentedAt } from './evidence.js';
import { accountIdOf, kajeetCaller } from './identity.js';
import { csvWaiver, listAnswer, listRows } from './lists/rows.js';

/** Operations of the vendor's page Rate Plan. */
export const ratePlan: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/rate-plan/usage',
    config: {
      access: withConditions(anyScope, asbMaster),
      evidence: documentedAt('https://kajeet.dev/docs/api/rate-plan/get-v1-0-rate-plan-usage'),
      effect: 'read',
      waiver: csvWaiver,
    },
    schema: {
      operationId: 'ratePlanUsage',
      summary: "Rate plan usage of the caller's organisation",
      description:
        "Rate plan usage of the caller's organisation in this billing month. Without a limit all rate plans come at once.",
      querystring: RatePlanUsageQuery,
      response: { 200: listAnswer(RatePlanUsagePage) },
    },
    handler: listRatePlanUsage,
  }),
];

/** How many devices are read before other requests run. */
const sliceSize = 100;

/** A page of the rate plans of the account's devices, or all of them as CSV. */
async function listRatePlanUsage(request: ValidatedRequest<unknown, RatePlanUsageQuery, unknown>) {
  const { query } = request;
  const { sortColumn = 'RATE_PLAN_CODE' } = query;
  return listRows(query, {
    rows: await sumUsage(request),
    name: 'ratePlans',
    key: ({ ratePlanCode }) => ratePlanCode,
    sortBy: (row) => row[fields[sortColumn]],
    columns: Object.fromEntries(
      ratePlanColumns.map((code) => [code, (row: RatePlanUsage) => row[fields[code]]]),
    ),
  });
}

const fields: Readonly<Record<RatePlanColumn, keyof RatePlanUsage>> = {
  MASTER_CORP_ID: 'masterCorpId',
  RATE_PLAN_CODE: 'ratePlanCode',
  RATE_PLAN_NAME: 'ratePlanName',
  PLAN_TYPE: 'planType',
  PLAN_USAGE_TYPE: 'planUsageType',
  DEVICE_COUNT: 'deviceCount',
  DEVICE_COUNT_WITH_OVERAGE: 'deviceCountWithOverage',
  INCLUDED_PLAN_MB: 'includedPlanMb',
  INCLUDED_MB: 'includedMb',
  USED_MB: 'usedMb',
  REMAINING_MB: 'remainingMb',
  USED_PCTG: 'usedPctg',
};

/** The devices of a rate plan, with their usage in hundredths of a megabyte. */
interface PlanSum {
  readonly name: string;
  count: number;
  overage: number;
  used: number;
}

async function sumUsage(request: ValidatedRequest<unknown, unknown, unknown>) {
  const { sandbox } = request;
  const account = accountIdOf(kajeetCaller(request));
  const found = { where: { corpId: descendantGroupIds(sandbox, account) } };
  const order = { column: 'key', descending: false };
  const columns = ['wire.ratePlan', 'wire.ratePlanDescription', 'wire.monthlyAmountUsed'] as const;
  const sums = new Map<string, PlanSum>();
  for await (const slice of sandbox.documents(devices).slices(found, order, columns, sliceSize)) {
    for (const [plan, name, used] of slice) {
      const code = String(plan ?? '');
      const sum = sums.get(code) ?? { name: String(name ?? code), count: 0, overage: 0, used: 0 };
      const included = findPlan(code)?.includedMb ?? Number.POSITIVE_INFINITY;
      sum.count++;
      sum.overage += Number(Number(used) > included);
      sum.used += Math.round(Number(used) * 100);
      sums.set(code, sum);
    }
  }
  sums.delete('');
  return [...sums].map(([code, sum]) => usageRow(account, code, sum));
}

function usageRow(masterCorpId: string, code: string, sum: PlanSum): RatePlanUsage {
  const plan = findPlan(code);
  const includedPlanMb = plan?.includedMb ?? null;
  const includedMb = includedPlanMb === null ? null : includedPlanMb * sum.count;
  return {
    masterCorpId,
    ratePlanCode: code,
    ratePlanName: sum.name,
    planType: plan?.type ?? 'ENTERPRISE',
    planUsageType: plan?.usageType ?? 'UNLIMITED',
    deviceCount: sum.count,
    deviceCountWithOverage: sum.overage,
    includedPlanMb,
    includedMb,
    usedMb: sum.used / 100,
    remainingMb: includedMb === null ? null : Math.max(includedMb * 100 - sum.used, 0) / 100,
    usedPctg: includedMb === null ? null : Math.round((sum.used / includedMb) * 100) / 100,
  };
}
