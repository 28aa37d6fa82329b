import { SeededRandom } from '../../../lib/seeded-random.js';
import { loadTemporal } from '../../../lib/temporal.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { DocumentErrors } from '../document-errors.js';
import { isObject } from '../input.js';
import type { AnyStored } from '../rules.js';

/** A number that is computed from a field of the document. */
interface Computed {
  readonly field: string;
  readonly times?: number;
  readonly plus?: number;
}

/** Replaces the expressions of `set` by their values for a document. Throws DocumentErrors for one that has none. */
export function evaluateFields(
  fields: Readonly<Record<string, unknown>>,
  document: AnyStored | undefined,
  sandbox: Sandbox,
): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]) => {
    if (isChoice(value)) return [name, choose(name, value.pick, { document, sandbox })];
    if (isComputed(value)) return [name, compute(name, value, document)];
    return [name, isTime(value) ? timeAfter(name, value.after, sandbox) : value];
  });
  return Object.fromEntries(entries);
}

function isComputed(value: unknown): value is Computed {
  return (
    isObject(value) &&
    typeof value.field === 'string' &&
    Object.keys(value).every((name) => ['field', 'times', 'plus'].includes(name))
  );
}

function isChoice(value: unknown): value is { readonly pick: readonly unknown[] } {
  return (
    isObject(value) &&
    Array.isArray(value.pick) &&
    value.pick.length > 0 &&
    Object.keys(value).length === 1
  );
}

/** Picks one of several values for a document: the same one in every run. */
function choose(
  name: string,
  values: readonly unknown[],
  { document, sandbox }: { readonly document: AnyStored | undefined; readonly sandbox: Sandbox },
): unknown {
  const about = document ? JSON.stringify(Object.values(document.wire)[0]) : '';
  return new SeededRandom(sandbox.world.seed, `pick ${name} ${about}`).pick(values);
}

function isTime(value: unknown): value is { readonly after: string } {
  return isObject(value) && typeof value.after === 'string' && Object.keys(value).length === 1;
}

/** Rounds to two decimals, as the amounts of documents are. */
function compute(
  name: string,
  { field, times = 1, plus = 0 }: Computed,
  document: AnyStored | undefined,
): number {
  const value = document?.wire[field] ?? document?.internal[field];
  if (typeof value === 'number') return Math.round((value * times + plus) * 100) / 100;
  const message = `cannot be computed: ${field} is ${JSON.stringify(value ?? null)}, which is not a number`;
  throw new DocumentErrors([{ at: `/${name}`, message }]);
}

function timeAfter(name: string, duration: string, { clock }: Sandbox): number {
  const Temporal = loadTemporal();
  try {
    const now = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO('UTC');
    return now.add(duration).epochMilliseconds;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `must be an ISO 8601 duration, such as P60D, not ${JSON.stringify(duration)}`;
    throw new DocumentErrors([{ at: `/${name}/after`, message }]);
  }
}
