import type { Static } from '@sinclair/typebox';
import type { UsageSummary } from '../../../../schemas/kajeet/account/usage-summary.js';
import { dailyUsage, firstOfMonth, sumDays } from '../../../../seeds/kajeet/usage/model.js';
import { dayMs } from '../../../lib/calculation/durations.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { devices } from '../collections.js';
import { visibleGroupIds } from '../corp-tree.js';
import { usageTraits } from '../devices/live/usage-traits.js';

/** How many months before this one the summary has. */
const pastPeriods = 5;

/** The past is projected from at most about this many devices, because each day of each device is computed. */
const maxSampleDevices = 1000;

/** How many devices are read before other requests run. */
const sliceSize = 100;

const mbPerPoint = 100;

/** The usage of the caller's devices by month, the newest first. */
export async function summarizeUsage(
  request: ValidatedRequest<unknown, unknown, unknown>,
): Promise<Static<typeof UsageSummary>> {
  const { sandbox } = request;
  const { seed } = sandbox.world;
  const stored = sandbox.documents(devices);
  const found = { where: { corpId: visibleGroupIds(request) } };
  const starts = periodStarts(Math.floor(sandbox.clock.now() / dayMs));
  const totals = starts.map(() => 0);
  const stride = Math.ceil(stored.count(found) / maxSampleDevices);
  const fields = ['wire.key', 'wire.monthlyAmountUsed'] as const;
  let index = 0;
  const order = { column: 'key', descending: false };
  for await (const slice of stored.slices(found, order, fields, sliceSize)) {
    for (const [key, monthlyAmountUsed] of slice) {
      totals[0] = (totals[0] ?? 0) + Math.round(Number(monthlyAmountUsed) * 100);
      const device = index++ % stride === 0 ? stored.get(String(key)) : undefined;
      if (device?.wire.status !== 'active') continue;
      const usageOn = dailyUsage(usageTraits(device, seed), seed);
      for (let period = 1; period < starts.length; period++) {
        const [from = 0, to = 0] = [starts[period], starts[period - 1]];
        totals[period] = (totals[period] ?? 0) + stride * sumDays(usageOn, from, to);
      }
    }
  }
  return { usageDetails: starts.map((start, period) => usageOf(start, totals[period] ?? 0)) };
}

/** The first days of this month and of those before, counted from 1970. */
function periodStarts(today: number): number[] {
  const starts = [firstOfMonth(today)];
  for (let count = 0; count < pastPeriods; count++)
    starts.push(firstOfMonth((starts.at(-1) as number) - 1));
  return starts;
}

/** A period with its usage, which is in hundredths of a megabyte. */
function usageOf(start: number, hundredths: number) {
  const [year, month, day] = new Date(start * dayMs).toISOString().slice(0, 10).split('-');
  const mbUsed = hundredths / 100;
  return {
    renewalDate: `${month}/${day}/${year}`,
    mbUsed,
    pointsUsed: Math.round(mbUsed / mbPerPoint),
  };
}
