import type { Model } from '../../api/client.js';

export type FaultCreate = Model<'FaultCreate'>;

/** What happens to a call, as a choice. */
export const effects = {
  status: 'An error status',
  delay: 'A delay',
  before: 'No response: the connection is closed',
  during: 'Half a response: the connection is closed in the middle',
  truncate: 'A truncated body',
  malformed: 'Malformed JSON',
  stale: 'The former response to the same request',
} as const;

/** When a rule ends, as a choice. */
export const ends = {
  never: 'When it is ended here',
  calls: 'After a number of calls',
  minutes: 'After minutes',
  clock: "At a time of the sandbox's clock",
} as const;

/** The fields of the rule builder, as they are typed. */
export interface RuleFields {
  readonly contract: string;
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly persona: string;
  /** Further conditions as JSON. */
  readonly more: string;
  readonly effect: keyof typeof effects;
  readonly status: string;
  readonly retryAfter: string;
  readonly delayMin: string;
  readonly delayMax: string;
  readonly isAfter: boolean;
  readonly skip: string;
  readonly share: string;
  readonly end: keyof typeof ends;
  readonly times: string;
  readonly minutes: string;
  /** A time in UTC without a zone, as the browser's field has it. */
  readonly until: string;
}

/** What the groups of fields of the builder share. */
export interface FieldsProps {
  readonly fields: RuleFields;
  readonly onChange: (changes: Partial<RuleFields>) => void;
  /** The message about a part of the rule, by its JSON pointer. */
  readonly errorAt: (pointer: string) => string | undefined;
}

/** A rule that does the most common thing to every call. */
export const emptyFields: RuleFields = {
  ...{ contract: '', operationId: '', method: '', path: '', persona: '', more: '' },
  ...{ effect: 'status', status: '503', retryAfter: '', delayMin: '1000', delayMax: '' },
  ...{ isAfter: false, skip: '', share: '', end: 'never', times: '1', minutes: '5', until: '' },
};

/** Effects that can take place after the operation is done. */
export function canBeAfter({ effect }: Pick<RuleFields, 'effect'>): boolean {
  return effect === 'status' || effect === 'before' || effect === 'delay';
}

/** Whether the status is sent with a Retry-After header. */
export function hasRetryAfter({ effect, status }: Pick<RuleFields, 'effect' | 'status'>): boolean {
  return effect === 'status' && (status === '429' || status === '503');
}

/** The rule that the fields describe. Throws a SyntaxError if the further conditions are not a JSON object. */
export function toRule(fields: RuleFields, now: number): FaultCreate {
  const { contract, operationId, method, path, persona, more } = fields;
  const given = Object.entries({ contract, operationId, method, path, persona }).filter(
    ([, value]) => value.trim() !== '',
  );
  return {
    match: { ...parseMore(more), ...Object.fromEntries(given) },
    effect: effectOf(fields),
    when: scheduleOf(fields, now),
  };
}

function parseMore(text: string): object {
  if (text.trim() === '') return {};
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SyntaxError('must be a JSON object');
  return value;
}

function effectOf(fields: RuleFields): FaultCreate['effect'] {
  const { effect, status, retryAfter, delayMin, delayMax, isAfter } = fields;
  const after = isAfter && canBeAfter(fields) && { after: true as const };
  if (effect === 'status') {
    const seconds = hasRetryAfter(fields) ? numberOf(retryAfter) : undefined;
    return {
      status: Number(status),
      ...(seconds !== undefined && { retryAfter: seconds }),
      ...after,
    };
  }
  if (effect === 'delay') {
    const [min, max] = [numberOf(delayMin) ?? 0, numberOf(delayMax)];
    return { delayMs: max === undefined ? min : { min, max }, ...after };
  }
  if (effect === 'before' || effect === 'during') return { abort: effect, ...after };
  return { [effect]: true };
}

function scheduleOf(fields: RuleFields, now: number): NonNullable<FaultCreate['when']> {
  const { skip, share, end, times, minutes, until } = fields;
  const [skipped, percent] = [numberOf(skip), numberOf(share)];
  return {
    ...(skipped !== undefined && { skip: skipped }),
    ...(percent !== undefined && { share: percent / 100 }),
    ...(end === 'calls' && { times: numberOf(times) ?? 1 }),
    ...(end === 'minutes' && {
      until: new Date(now + (numberOf(minutes) ?? 0) * 60_000).toISOString(),
    }),
    ...(end === 'clock' && { until: until === '' ? '' : `${until.slice(0, 16)}:00Z` }),
  };
}

function numberOf(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text);
}
