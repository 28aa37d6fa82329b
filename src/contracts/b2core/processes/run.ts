import type { StoredObject } from '../../../../schemas/b2core/objects.js';
import {
  type Process,
  processCodes,
  type processNames,
} from '../../../../schemas/b2core/processes.js';
import { paymentAccountType } from '../../../../schemas/b2core/trading/accounts.js';
import { rewardsOf, withBalance } from '../../../../seeds/b2core/index.js';
import { type Decimal, decimal, formatDecimal } from '../../../lib/calculation/decimal.js';
import type { AnyCollection } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import * as collections from '../collections.js';
import { newStamp, timestamp } from '../identifiers.js';
import { diagnose, hasWorkingDriver } from '../trading/diagnostics.js';
import { sandboxRewardBook } from './reward-book.js';

type ProcessName = (typeof processNames)[number];

/** The kind of the event that ends a process. */
export const processEvent = 'b2core process';

/** How long processes run. Those that handle money take longer. */
export function runTimeMs(name: ProcessName): number {
  return ['trades', 'pay', 'fund', 'refund'].includes(name) ? 30_000 : 5000;
}

/** Ends a process: does its work and records how many objects it handled. */
export function endProcess(sandbox: Sandbox, processId: string): void {
  const stored = sandbox.documents(collections.processes).get(processId);
  if (!stored || stored.wire.code !== null) return;
  const { wire } = stored;
  const { messages, isComplete } = work[wire.name](sandbox, periodOf(wire));
  const ended = {
    ...wire,
    messages,
    memory: 60 + 4 * messages,
    time: sandbox.clock.now() - Date.parse(wire.createTime),
    code: isComplete ? processCodes.done : processCodes.errors,
    updateTime: timestamp(sandbox),
  };
  sandbox.documents(collections.processes).upsert(ended, {});
}

/** Whether an instant is in the period of a process. */
type Period = (time: string) => boolean;

interface Outcome {
  readonly messages: number;
  /** Whether everything could be done. */
  readonly isComplete: boolean;
}

const work: Readonly<Record<ProcessName, (sandbox: Sandbox, isInPeriod: Period) => Outcome>> = {
  trades: computeRewards,
  pay: (sandbox, isInPeriod) => settle(sandbox, isInPeriod, 'pending', 'done'),
  refund: (sandbox, isInPeriod) => settle(sandbox, isInPeriod, 'done', 'cancelled'),
  accounts: (sandbox) => readFromPlatforms(sandbox, collections.accounts),
  groups: (sandbox) => readFromPlatforms(sandbox, collections.platformGroups),
  symbols: (sandbox) => readFromPlatforms(sandbox, collections.symbols),
  diagnostics: diagnoseDrivers,
  fund: (sandbox) => ({
    messages: sandbox
      .documents(collections.accounts)
      .count({ where: { type: paymentAccountType } }),
    isComplete: true,
  }),
  cache: () => ({ messages: 0, isComplete: true }),
};

/**
 * Handles the objects of the platforms, which does not change them, because there is no trading server that has others. Those
 * of a platform without a working driver cannot be read.
 */
function readFromPlatforms(sandbox: Sandbox, target: AnyCollection): Outcome {
  let messages = 0;
  let isComplete = true;
  for (const { wire } of sandbox.documents(collections.platforms).all({})) {
    const { platformId } = wire;
    const count = sandbox.documents(target).count({ where: { platformId } });
    if (hasWorkingDriver(sandbox, platformId)) messages += count;
    else if (count > 0) isComplete = false;
  }
  return { messages, isComplete };
}

/** Runs the diagnostics of the enabled drivers. */
function diagnoseDrivers(sandbox: Sandbox): Outcome {
  const enabled = sandbox
    .documents(collections.drivers)
    .all({})
    .filter(({ wire }) => wire.enabled);
  const isComplete = enabled.every(({ wire }) => diagnose(sandbox, wire).status === 'passed');
  return { messages: enabled.length, isComplete };
}

/** Adds pending payments for the rewards of trades that have none. */
function computeRewards(sandbox: Sandbox, isInPeriod: Period): Outcome {
  const trades = sandbox.documents(collections.trades);
  const payments = sandbox.documents(collections.payments);
  const book = sandboxRewardBook(sandbox);
  const open = trades.all(
    { where: { paymentCount: 0 } },
    { column: 'tradeTime', descending: false },
  );
  let messages = 0;
  for (const { wire: trade } of open) {
    if (!isInPeriod(trade.tradeTime)) continue;
    const rewards = rewardsOf(trade, book);
    for (const reward of rewards) {
      const { id, ...times } = newStamp(sandbox);
      payments.insert({ paymentId: id, paymentState: 'pending', ...reward, ...times }, {});
    }
    if (rewards.length > 0) trades.upsert({ ...trade, paymentCount: rewards.length }, {});
    messages += rewards.length;
  }
  return { messages, isComplete: true };
}

/** Moves payments between states, and their amounts into or out of the accounts of the partners. */
function settle(
  sandbox: Sandbox,
  isInPeriod: Period,
  from: 'pending' | 'done',
  to: 'done' | 'cancelled',
): Outcome {
  const payments = sandbox.documents(collections.payments);
  let messages = 0;
  let isComplete = true;
  for (const { wire } of payments.all({ where: { paymentState: from } })) {
    if (!isInPeriod(wire.createTime)) continue;
    const amount = decimal(wire.paymentAmount);
    if (!deposit(sandbox, wire.accountId, to === 'done' ? amount : -amount)) {
      isComplete = false;
      continue;
    }
    payments.upsert({ ...wire, paymentState: to, updateTime: timestamp(sandbox) }, {});
    messages += 1;
  }
  return { messages, isComplete };
}

/** Adds an amount to the deposits of a payment account, or takes it back. Returns false when there is no such account. */
function deposit(sandbox: Sandbox, accountId: string | null, amount: Decimal): boolean {
  const accounts = sandbox.documents(collections.accounts);
  const wire = accountId === null ? undefined : accounts.get(accountId)?.wire;
  if (!wire) return false;
  const deposits = formatDecimal(decimal(wire.deposits) + amount);
  accounts.upsert(withBalance({ ...wire, deposits, updateTime: timestamp(sandbox) }), {});
  return true;
}

function periodOf({ arguments: text }: StoredObject<typeof Process>): Period {
  if (text === '') return () => true;
  const [from = 0, to = 0] = text.split(' ').map(Date.parse);
  return (time) => Date.parse(time) >= from && Date.parse(time) <= to;
}
