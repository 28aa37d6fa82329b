import { metadataKeys } from '../sandbox/metadata-keys.js';
import { maxInstant, systemNow } from '../time/clock.js';

/** The entries that are read when a sandbox is opened, what is wrong with another value, and what is valid. */
const checks: readonly (readonly [string, string, (value: string) => boolean])[] = [
  [
    metadataKeys.clock,
    'a clock that is not valid or outside the years 1970 to 9999',
    (value) => isClockState(parseJson(value)),
  ],
  [
    metadataKeys.world,
    'a world whose seed or number of devices is not valid',
    (value) => isWorld(parseJson(value)),
  ],
  [metadataKeys.day, 'a day that is not valid', isDay],
  [metadataKeys.createdAt, 'a time of creation that is not valid', isIsoTime],
  [metadataKeys.expiresAt, 'a time of expiry that is not valid', isIsoTime],
];

/** Why a sandbox cannot be opened with its metadata: a predicate in plain English; undefined when it can. Missing entries are created. */
export function metadataError(
  get: (name: string) => string | undefined,
  isClock: (setting: string) => boolean,
): string | undefined {
  for (const [name, what, isValid] of checks) {
    const value = get(name);
    if (value !== undefined && !isValid(value)) return `has ${what}`;
  }
  const setting = get(metadataKeys.ownClock);
  if (setting !== undefined && !isClock(setting)) return 'has a clock setting that is not valid';
  return undefined;
}

function isClockState(state: unknown): boolean {
  const { frozen, value } = (state ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof frozen !== 'boolean' || typeof value !== 'number') return false;
  const now = frozen ? value : systemNow() + value;
  return now >= 0 && now <= maxInstant;
}

function isWorld(world: unknown): boolean {
  const { seed, devices } = (world ?? {}) as Readonly<Record<string, unknown>>;
  return isCount(seed, Number.MAX_SAFE_INTEGER) && isCount(devices, 1_000_000);
}

function isDay(text: string): boolean {
  const day = text === '' ? Number.NaN : Number(text);
  return Number.isInteger(day) && Math.abs(day) < 3e6;
}

function isCount(value: unknown, maximum: number): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= maximum;
}

function isIsoTime(text: string): boolean {
  const instant = Date.parse(text);
  return !Number.isNaN(instant) && new Date(instant).toISOString() === text;
}

/** The value of JSON text; undefined for anything else. */
export function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
