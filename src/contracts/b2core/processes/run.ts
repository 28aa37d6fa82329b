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
  fund: (sandbox) => count(sandbox, collections.accounts, { type: paymentAccountType }),
  accounts: (sandbox) => count(sandbox, collections.accounts),
  groups: (sandbox) => count(sandbox, collections.platformGroups),
  symbols: (sandbox) => count(sandbox, collections.symbols),
  diagnostics: (sandbox) => count(sandbox, collections.drivers),
  cache: () => ({ messages: 0, isComplete: true }),
};

/** There are no trading servers to compare with, so that nothing but the number of objects is recorded. */
function count(sandbox: Sandbox, target: AnyCollection, where = {}): Outcome {
  return { messages: sandbox.documents(target).count({ where }), isComplete: true };
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
