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
import {
  briefWork,
  forEachInSteps,
  joinWork,
  type LongWork,
} from '../../../store/documents/long-work.js';
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

/** Plans the end of a process: its work, and the record of how many objects it handled. */
export function planEnd(sandbox: Sandbox, processId: string): LongWork {
  const stored = sandbox.documents(collections.processes).get(processId);
  if (!stored || stored.wire.code !== null) return briefWork(() => {});
  const { wire } = stored;
  const outcome = { messages: 0, isComplete: true };
  return joinWork([
    work[wire.name](sandbox, periodOf(wire), outcome),
    briefWork(() => end(sandbox, wire, outcome)),
  ]);
}

function end(
  sandbox: Sandbox,
  wire: StoredObject<typeof Process>,
  { messages, isComplete }: Outcome,
): void {
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
  messages: number;
  /** Whether everything could be done. */
  isComplete: boolean;
}

/** Plans the work of a process, which adds to the outcome. */
type Plan = (sandbox: Sandbox, isInPeriod: Period, outcome: Outcome) => LongWork;

const work: Readonly<Record<ProcessName, Plan>> = {
  trades: computeRewards,
  pay: (...args) => settle(...args, ['pending', 'done']),
  refund: (...args) => settle(...args, ['done', 'cancelled']),
  accounts: atOnce((sandbox) => readFromPlatforms(sandbox, collections.accounts)),
  groups: atOnce((sandbox) => readFromPlatforms(sandbox, collections.platformGroups)),
  symbols: atOnce((sandbox) => readFromPlatforms(sandbox, collections.symbols)),
  diagnostics: atOnce(diagnoseDrivers),
  fund: atOnce((sandbox) => {
    const accounts = sandbox.documents(collections.accounts);
    return { messages: accounts.count({ where: { type: paymentAccountType } }), isComplete: true };
  }),
  cache: atOnce(() => ({ messages: 0, isComplete: true })),
};

/** Plans work of one step. */
function atOnce(run: (sandbox: Sandbox) => Outcome): Plan {
  return (sandbox, _isInPeriod, outcome) =>
    briefWork(() => void Object.assign(outcome, run(sandbox)));
}

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
function computeRewards(sandbox: Sandbox, isInPeriod: Period, outcome: Outcome): LongWork {
  const trades = sandbox.documents(collections.trades);
  const payments = sandbox.documents(collections.payments);
  const open = { where: { paymentCount: 0 } };
  return {
    rows: trades.count(open),
    *steps() {
      const book = sandboxRewardBook(sandbox);
      const inOrder = trades.all(open, { column: 'tradeTime', descending: false });
      yield* forEachInSteps(inOrder, ({ wire: trade }) => {
        if (!isInPeriod(trade.tradeTime)) return;
        const rewards = rewardsOf(trade, book);
        for (const reward of rewards) {
          const { id, ...times } = newStamp(sandbox);
          payments.insert({ paymentId: id, paymentState: 'pending', ...reward, ...times }, {});
        }
        if (rewards.length > 0) trades.upsert({ ...trade, paymentCount: rewards.length }, {});
        outcome.messages += rewards.length;
      });
    },
  };
}

/** Moves payments between states, and their amounts into or out of the accounts of the partners. */
function settle(
  sandbox: Sandbox,
  isInPeriod: Period,
  outcome: Outcome,
  [from, to]: readonly ['pending', 'done'] | readonly ['done', 'cancelled'],
): LongWork {
  const payments = sandbox.documents(collections.payments);
  const query = { where: { paymentState: from } };
  return {
    rows: payments.count(query),
    *steps() {
      yield* forEachInSteps(payments.all(query), ({ wire }) => {
        if (!isInPeriod(wire.createTime)) return;
        const amount = decimal(wire.paymentAmount);
        if (!deposit(sandbox, wire.accountId, to === 'done' ? amount : -amount)) {
          outcome.isComplete = false;
          return;
        }
        payments.upsert({ ...wire, paymentState: to, updateTime: timestamp(sandbox) }, {});
        outcome.messages += 1;
      });
    },
  };
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
