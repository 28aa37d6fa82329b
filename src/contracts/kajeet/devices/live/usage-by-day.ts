import { dailyUsage, firstOfMonth } from '../../../../../seeds/kajeet/usage/model.js';
import { dayMs } from '../../../../lib/calculation/durations.js';
import type { UsageByDay } from '../../../../simulator/data/rules.js';
import type { Sandbox } from '../../../../store/sandbox/sandbox.js';
import type { StoredDevice } from '../../collections.js';
import { liveUsage } from './live-device.js';
import { usageTraits } from './usage-traits.js';

/** The days that `last30DaysUsed` counts. */
const windowDays = 30;

/**
 * What a device has used on the last days. Those of this month add up to its counter, also for a device that was suspended, and for
 * one whose counters were set.
 */
export function deviceUsageByDay(sandbox: Sandbox, device: StoredDevice, days: number): UsageByDay {
  const { wire, internal } = device;
  const today = Math.floor(sandbox.clock.now() / dayMs);
  const history = new UsageHistory(sandbox, device, { from: today - days + 1, today });
  const usedToday = liveUsage(sandbox, device).monthlyAmountUsed - wire.monthlyAmountUsed;
  return {
    unit: 'MB',
    monthlyLimit: internal.monthlyLimit,
    days: Array.from({ length: days }, (_, index) => {
      const day = today - days + 1 + index;
      const amount = day === today ? toHundredths(usedToday) : history.amountOn(day);
      return {
        date: new Date(day * dayMs).toISOString().slice(0, 10),
        amount: amount / 100,
        isComplete: day < today,
      };
    }),
  };
}

/**
 * The usage of past days in hundredths of a megabyte. From the start of the usage count, it is that of the model, which the clock has
 * added to the counters; before, it is fitted to the counters as they were at that time.
 */
class UsageHistory {
  readonly #from: number;
  readonly #amounts: number[];
  /** Whether the device was active on all days before the usage count. The seeds suspend no device of the vendor's samples. */
  readonly #wasActive: boolean | undefined;

  constructor(
    { world: { seed } }: Sandbox,
    device: StoredDevice,
    { from, today }: { readonly from: number; readonly today: number },
  ) {
    const { wire, internal } = device;
    const { usage } = internal;
    const countBegins = usage?.day ?? today;
    const month = usage?.month ?? toHundredths(wire.monthlyAmountUsed);
    const last30Days = usage?.last30Days ?? toHundredths(wire.last30DaysUsed ?? 0);
    const monthBegins = firstOfMonth(countBegins);
    const windowBegins = countBegins - windowDays;
    const usageOn = dailyUsage(usageTraits(device, seed), seed);
    this.#from = Math.min(from, monthBegins, windowBegins);
    this.#wasActive = wire.status === 'active' || usage?.isActive || internal.isSample;
    const length = Math.max(today, countBegins) - this.#from;
    this.#amounts = Array.from({ length }, (_, index) => {
      const day = this.#from + index;
      return usage && day >= countBegins && !usage.isActive ? 0 : usageOn(day);
    });
    // Such a device has followed the model until the count began, and its counter of 30 days is rounded from then on.
    const isModelled =
      usage !== undefined &&
      countBegins > monthBegins &&
      this.#sum(monthBegins, countBegins) === month;
    if (isModelled) return;
    this.#fit(monthBegins, countBegins, month);
    if (wire.last30DaysUsed !== undefined)
      this.#fit(Math.min(windowBegins, monthBegins), monthBegins, Math.max(last30Days - month, 0));
  }

  amountOn(day: number): number {
    return this.#amounts[day - this.#from] ?? 0;
  }

  /** Makes the days of a period, the end excluded, add up to an amount. */
  #fit(from: number, to: number, amount: number): void {
    const total = this.#sum(from, to);
    if (!this.#wasActive && total > amount) this.#endWith(from, to, amount);
    else if (total !== amount) this.#spread(from, to, amount);
  }

  #sum(from: number, to: number): number {
    let total = 0;
    for (let day = from; day < to; day++) total += this.amountOn(day);
    return total;
  }

  /** Leaves out the last days, as those of a device that was suspended. */
  #endWith(from: number, to: number, target: number): void {
    let rest = target;
    for (let day = from; day < to; day++) {
      const amount = Math.min(this.amountOn(day), rest);
      this.#amounts[day - this.#from] = amount;
      rest -= amount;
    }
  }

  /** Spreads an amount over days in proportion to what they have, or evenly where they have nothing. */
  #spread(from: number, to: number, target: number): void {
    const total = this.#sum(from, to);
    let [passed, assigned] = [0, 0];
    for (let day = from; day < to; day++) {
      passed += total > 0 ? this.amountOn(day) / total : 1 / (to - from);
      // What is lost by rounding one day is given to the next, so that the sum is exact.
      const upTo = day === to - 1 ? target : Math.round(target * passed);
      this.#amounts[day - this.#from] = upTo - assigned;
      assigned = upTo;
    }
  }
}

function toHundredths(megabytes: number): number {
  return Math.round(megabytes * 100);
}
