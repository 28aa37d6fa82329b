import { Type } from '@sinclair/typebox';
import { FaultRule as FaultRuleModel } from '../../../schemas/control/faults.js';
import { SeededRandom } from '../../lib/seeded-random.js';
import { collection, paddedKey } from '../../store/documents/collection.js';
import type { SandboxAttachment } from '../../store/sandbox/attachment.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import {
  fingerprintRedactor,
  hasFingerprint,
  type Redactor,
  stripFingerprints,
} from '../journal/redaction.js';
import {
  diffRequest,
  matchesOnBody,
  type RecordedRequest,
  type RequestPattern,
  redactPattern,
  redactRequest,
} from '../journal/request-matcher.js';

/** What happens to a call. */
export interface FaultEffect {
  /** Real milliseconds before anything else, or from how many to how many. */
  readonly delayMs?: number | { readonly min: number; readonly max: number };
  /** A refusal in the vendor's own words. */
  readonly status?: number;
  /** Seconds, for a refusal with 429 or 503. */
  readonly retryAfter?: number;
  /** The connection is cut before the answer begins, or in the middle of it. */
  readonly abort?: 'before' | 'during';
  /** The body ends early: in the middle, or after so many characters. */
  readonly truncate?: true | number;
  /** The body is no JSON any more. */
  readonly malformed?: true;
  /** The answer that the same call got before, if it got one. */
  readonly stale?: true;
}

/** Which of the calls that match it happens to. */
interface FaultSchedule {
  /** Not to the first so many. */
  readonly skip?: number;
  /** To so many, then never again. */
  readonly times?: number;
  /** To this share of them, by chance from the seed. */
  readonly share?: number;
}

export interface FaultRule {
  readonly id: string;
  readonly match: RequestPattern;
  readonly effect: FaultEffect;
  readonly when: FaultSchedule;
  /** The scenario that it came with. */
  readonly scenario?: string;
}

/** How often a rule was met, and how often it acted. */
export interface FaultCounters {
  readonly matched: number;
  readonly applied: number;
}

const { matched: _, applied: __, ...storedRule } = FaultRuleModel.properties;
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER - 1 });

/** The fault rules of a sandbox, in the order in which they were created. */
export const faultRules = collection<FaultRule, FaultCounters & { readonly number: number }>(
  'sim_faults',
  {
    key: (_, { number }) => paddedKey(number),
    schema: {
      wire: Type.Object(storedRule),
      internal: Type.Object({ number: count, matched: count, applied: count }),
    },
    sequence: { name: 'sim_faults', numberOf: (_, { number }) => number },
  },
);

/** What is to happen to one call, and the rule that says so. */
export interface InjectedFault {
  readonly rule: string;
  readonly effect: FaultEffect;
  /** Real milliseconds to wait. */
  readonly delayMs: number;
}

/** A rule as it is held against calls. */
interface LoadedRule {
  readonly key: string;
  readonly rule: FaultRule;
  /** Secrets in its match are sealed: it is held against what is sealed as well. */
  readonly matchesSecrets: boolean;
}

/** The fault rules of one sandbox, read once until they change. */
export class FaultRules implements SandboxAttachment {
  readonly #sandbox: Sandbox;
  readonly #seal: Redactor;
  #rules: LoadedRule[] | undefined;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.#seal = fingerprintRedactor((secret) => sandbox.fingerprint(secret));
  }

  /** There is a rule. */
  get hasRules(): boolean {
    return this.#all().length > 0;
  }

  /** Adds a rule at the end. What its match says of secrets is kept sealed, and shown masked. */
  add(rule: Omit<FaultRule, 'id'>): FaultRule & FaultCounters {
    const number = this.#sandbox.nextSequence('sim_faults');
    const made = { id: `f${number}`, ...rule, match: redactPattern(rule.match, this.#seal) };
    this.#documents().insert(made, { number, matched: 0, applied: 0 });
    this.#rules = undefined;
    return { ...stripFingerprints(made), matched: 0, applied: 0 };
  }

  list(): (FaultRule & FaultCounters)[] {
    return this.#documents()
      .all({})
      .map(({ wire, internal: { matched, applied } }) => ({
        ...stripFingerprints(wire),
        matched,
        applied,
      }));
  }

  /** Takes a rule away; false for one that is not there. */
  remove(id: string): boolean {
    const found = this.#all().find(({ rule }) => rule.id === id);
    if (!found) return false;
    this.#documents().delete(found.key);
    this.#rules = undefined;
    return true;
  }

  clear(): void {
    for (const { key } of this.#all()) this.#documents().delete(key);
    this.#rules = undefined;
  }

  /**
   * What happens to a call: the first rule that it meets and whose turn it is acts, and the rules after that one do not
   * see it. Rules that ask for the body are asked once it is known, the others before.
   */
  select(call: RecordedRequest, isBodyKnown: boolean): InjectedFault | undefined {
    let hidden: RecordedRequest | undefined;
    for (const { key, rule, matchesSecrets } of this.#all()) {
      if (matchesOnBody(rule.match) !== isBodyKnown) continue;
      if (matchesSecrets) hidden ??= redactRequest(call, this.#seal);
      if (diffRequest(rule.match, (matchesSecrets && hidden) || call).length > 0) continue;
      const injected = this.#evaluate(key, rule);
      if (injected) return injected;
    }
    return undefined;
  }

  serialize(): undefined {
    return undefined;
  }

  restore(): void {
    this.#rules = undefined;
  }

  #evaluate(key: string, { id, effect, when }: FaultRule): InjectedFault | undefined {
    const found = this.#documents().get(key);
    if (!found) return undefined;
    const matched = found.internal.matched + 1;
    const dice = new SeededRandom(this.#sandbox.world.seed, `fault ${id}`, matched);
    const { skip = 0, times = Number.POSITIVE_INFINITY, share = 1 } = when;
    const isSampled = share >= 1 || dice.next() < share;
    const acts = matched > skip && found.internal.applied < times && isSampled;
    const applied = found.internal.applied + Number(acts);
    this.#documents().update(key, ({ wire, internal }) => ({
      wire,
      internal: { ...internal, matched, applied },
    }));
    return acts ? { rule: id, effect, delayMs: delayOf(effect, dice) } : undefined;
  }

  #all(): LoadedRule[] {
    this.#rules ??= this.#documents()
      .all({})
      .map(({ wire, internal }) => ({
        key: faultRules.key(wire, internal),
        rule: wire,
        matchesSecrets: hasFingerprint(wire.match),
      }));
    return this.#rules;
  }

  #documents() {
    return this.#sandbox.documents(faultRules);
  }
}

/** The fault rules of a sandbox. */
export function faultRulesOf(sandbox: Sandbox): FaultRules {
  return sandbox.attachment('faults', () => new FaultRules(sandbox));
}

function delayOf({ delayMs }: FaultEffect, dice: SeededRandom): number {
  if (delayMs === undefined) return 0;
  return typeof delayMs === 'number' ? delayMs : dice.integer(delayMs.min, delayMs.max);
}
