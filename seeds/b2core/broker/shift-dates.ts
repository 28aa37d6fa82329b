import type { StoredObject } from '../../../schemas/b2core/objects.js';
import type { Account } from '../../../schemas/b2core/trading/accounts.js';
import { formatTimestamp } from '../../../schemas/b2core/values.js';
import { dayMs, hourMs } from '../../../src/lib/calculation/durations.js';
import { defaultInstant } from '../../world/world.js';
import type { StoredPayment, StoredTrade } from './rewards.js';
import { paymentPlans, platformGroups, spot, symbols } from './setup.js';

/** The day of the default instant, counted from 1970. */
const defaultDay = Math.floor(Date.parse(defaultInstant) / dayMs);
/** 1970 began with a Thursday: so many days before it was a Monday. */
const mondayOffset = 3;
/** A trading day ends at 22:00 UTC, when the next one begins. */
const sessionOffset = 2 * hourMs;

/** The day before the one that a world begins on: nothing that is moved lies in the future. */
const yesterday = (days: number) => days - 1;

/** Moves a time to a world that begins some days after the default one. */
type TimeShift = (text: string, days: number) => string;

/** By whole days. */
const byDays: TimeShift = (text, days) =>
  formatTimestamp(Date.parse(text) + yesterday(days) * dayMs);

/** By trading days, so that what happened while markets were open happens while they are open, at the same hour. */
const byTradingDays: TimeShift = (text, days) => {
  const time = Date.parse(text);
  const day = Math.floor((time + sessionOffset) / dayMs);
  const moved = tradingDay(indexOfDay(day) + tradingDaysUntil(days)) + afterTradingDay(day);
  return formatTimestamp(time + (moved - day) * dayMs);
};

/** How many trading days lie between the default day and the day before the start of a world. */
function tradingDaysUntil(days: number): number {
  return indexOfDay(defaultDay + yesterday(days)) - indexOfDay(defaultDay);
}

/** Counts trading days. A Saturday and a Sunday have the number of the Friday before. */
function indexOfDay(day: number): number {
  const sinceMonday = day + mondayOffset;
  return Math.floor(sinceMonday / 7) * 5 + Math.min(weekdayOf(day), 4);
}

/** The trading day with a number, counted from 1970. */
function tradingDay(index: number): number {
  const week = Math.floor(index / 5);
  return week * 7 + (index - week * 5) - mondayOffset;
}

/** How many days a day is after the last trading day: none for a trading day. */
function afterTradingDay(day: number): number {
  return Math.max(weekdayOf(day) - 4, 0);
}

/** 0 for Monday. */
function weekdayOf(day: number): number {
  return (((day + mondayOffset) % 7) + 7) % 7;
}

const alwaysTraded = new Set(
  symbols.flatMap(({ symbolId, symbol }) => (symbol.endsWith('USDT') ? symbolId : [])),
);
const symbolOfPlan = new Map(
  paymentPlans.map(({ paymentPlanId, symbolId }) => [paymentPlanId, symbolId]),
);
const spotGroup = platformGroups[spot]?.platformGroupId;

function shiftOf(symbolId: string | undefined): TimeShift {
  return symbolId !== undefined && alwaysTraded.has(symbolId) ? byDays : byTradingDays;
}

/** A seeded trade in a world that begins some days after the default one: the newest ones are of the trading day before. */
export function shiftTrade(trade: StoredTrade, days: number): StoredTrade {
  const shift = shiftOf(trade.symbolId);
  return {
    ...trade,
    tradeTime: shift(trade.tradeTime, days),
    openTime: shift(trade.openTime, days),
    createTime: shift(trade.createTime, days),
    updateTime: shift(trade.updateTime, days),
  };
}

/** A seeded payment, moved as the trade that it is for. */
export function shiftPayment(payment: StoredPayment, days: number): StoredPayment {
  const shift = shiftOf(symbolOfPlan.get(payment.paymentFormulaId));
  return {
    ...payment,
    createTime: shift(payment.createTime, days),
    updateTime: shift(payment.updateTime, days),
  };
}

/** The time of the last change of a seeded account, moved as its last trade or payment. */
export function shiftLastChange(
  { platformGroupId, updateTime }: StoredObject<typeof Account>,
  days: number,
): string {
  const shift = platformGroupId === spotGroup ? byDays : byTradingDays;
  return shift(updateTime, days);
}
