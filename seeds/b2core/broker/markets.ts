import { type Decimal, decimal } from '../../../src/lib/calculation/decimal.js';
import { dayMs, hourMs } from '../../../src/lib/calculation/durations.js';
import { SeededRandom } from '../../../src/lib/seeded-random.js';
import { defaultInstant } from '../../world/world.js';

const now = Date.parse(defaultInstant);

/** What is traded: the name of its symbol, its price at the default instant, and the smallest change of that. */
interface Quote {
  readonly symbol: string;
  readonly price: string;
  readonly point: string;
}

/** The waves that a price consists of: hours, and the part of the price by which it moves. */
const waves: readonly (readonly [number, number])[] = [
  [610, 0.006],
  [173, 0.0034],
  [47, 0.0018],
  [11.3, 0.0009],
  [2.7, 0.0004],
  [0.41, 0.00015],
];

/** How much more than a currency an asset moves. Prices are in US dollars, which do not move. */
const volatility: Readonly<Record<string, number>> = {
  ...{ USD: 0, USDT: 0 },
  ...{ XAU: 1.6, XAG: 2.2, US500: 1.4 },
  ...{ BTC: 2, ETH: 2.5, SOL: 3 },
};

/** The price of a symbol at an instant before the default one: all trades of a minute have about the same. */
export function priceAt({ symbol, price, point }: Quote, time: number): Decimal {
  const [base, quote] = assetsOf(symbol);
  const change = movement(base, time) - movement(quote, time);
  const points = decimal(price) / decimal(point);
  return (points + (points * BigInt(Math.round(change * 1e9))) / 1_000_000_000n) * decimal(point);
}

/** What is bought and what it is paid with, such as EUR and USD for EURUSD.e. An index is paid with US dollars. */
function assetsOf(symbol: string): readonly [string, string] {
  const [name = ''] = symbol.split('.');
  return /^[A-Z]{6,7}$/.test(name) ? [name.slice(0, 3), name.slice(3)] : [name, 'USD'];
}

/** How far the price of an asset in US dollars is from that at the default instant. */
function movement(asset: string, time: number): number {
  const scale = volatility[asset] ?? 1;
  if (scale === 0) return 0;
  const random = new SeededRandom(0, `price of ${asset}`);
  let sum = 0;
  for (const [hours, size] of waves) {
    const phase = 2 * Math.PI * random.next();
    const angle = (2 * Math.PI * (time - now)) / (hours * hourMs);
    sum += size * (Math.sin(angle + phase) - Math.sin(phase));
  }
  return scale * sum;
}

/** The smallest volume that clients trade, by what is bought: they trade multiples of it. */
const volumeSteps: Readonly<Record<string, string>> = {
  ...{ XAU: '0.01', XAG: '0.02', US500: '0.1' },
  ...{ BTC: '0.002', ETH: '0.05', SOL: '0.1' },
};

/** Draws a volume that an account of a private client can afford. */
export function drawVolume(random: SeededRandom, symbol: string): Decimal {
  const step = volumeSteps[assetsOf(symbol)[0]] ?? '0.05';
  return decimal(step) * BigInt(random.integer(1, 29));
}

/** Whether a symbol is traded at an instant: cryptocurrencies always, others not from Friday to Sunday at 22:00 UTC. */
function isTraded(symbol: string, time: number): boolean {
  if (symbol.endsWith('USDT')) return true;
  // The days of 1970 began with a Thursday, so that the time from Monday is that from three days before.
  const sinceMonday = (time + 3 * dayMs) % (7 * dayMs);
  return sinceMonday < 4 * dayMs + 22 * hourMs || sinceMonday >= 6 * dayMs + 22 * hourMs;
}

/** The same hour of the nearest later day on which a symbol is traded. */
export function nextTraded(symbol: string, time: number): number {
  return isTraded(symbol, time) ? time : nextTraded(symbol, time + dayMs);
}

/** The same hour of an earlier day on which a symbol is traded: the days of the weekend are spread over the week before. */
export function earlierTraded(symbol: string, time: number): number {
  return isTraded(symbol, time) ? time : time - 4 * dayMs;
}
