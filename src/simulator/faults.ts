import type { Beside } from '../store/beside.js';
import { collection, numberKey } from '../store/collection.js';
import type { Sandbox } from '../store/sandbox.js';
import { Dice } from '../store/sequences.js';
import {
  asksForBody,
  type Call,
  differences,
  hiddenCall,
  hiddenMatch,
  type Match,
} from './calls.js';
import { type Hide, isSealed, sealing, unsealed } from './secrets.js';

/** What happens to a call. */
export interface Effect {
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
interface When {
  /** Not to the first so many. */
  readonly skip?: number;
  /** To so many, then never again. */
  readonly times?: number;
  /** To this share of them, by chance from the seed. */
  readonly share?: number;
}

export interface FaultRule {
  readonly id: string;
  readonly match: Match;
  readonly effect: Effect;
  readonly when: When;
  /** The scenario that it came with. */
  readonly scenario?: string;
}

/** How often a rule was met, and how often it acted. */
export interface Counts {
  readonly matched: number;
  readonly acted: number;
}

/** The fault rules of a sandbox, in the order in which they were made. */
export const faultRules = collection<FaultRule, Counts & { readonly number: number }>(
  'sim_faults',
  {
    key: (_, { number }) => numberKey(number),
  },
);

/** What is to happen to one call, and the rule that says so. */
export interface Injected {
  readonly rule: string;
  readonly effect: Effect;
  /** Real milliseconds to wait. */
  readonly delayMs: number;
}

/** A rule as it is held against calls. */
interface KnownRule {
  readonly key: string;
  readonly rule: FaultRule;
  /** Secrets in its match are sealed: it is held against what is sealed as well. */
  readonly asksForSecrets: boolean;
}

/** The fault rules of one sandbox, read once until they change. */
export class Faults implements Beside {
  readonly #sandbox: Sandbox;
  readonly #seal: Hide;
  #rules: KnownRule[] | undefined;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.#seal = sealing((secret) => sandbox.seal(secret));
  }

  /** There is a rule. */
  get any(): boolean {
    return this.#all().length > 0;
  }

  /** Adds a rule at the end. What its match says of secrets is kept sealed, and shown masked. */
  add(rule: Omit<FaultRule, 'id'>): FaultRule & Counts {
    const number = this.#sandbox.next('sim_faults');
    const made = { id: `f${number}`, ...rule, match: hiddenMatch(rule.match, this.#seal) };
    this.#documents().insert(made, { number, matched: 0, acted: 0 });
    this.#rules = undefined;
    return { ...unsealed(made), matched: 0, acted: 0 };
  }

  list(): (FaultRule & Counts)[] {
    return this.#documents()
      .all({})
      .map(({ wire, own: { matched, acted } }) => ({ ...unsealed(wire), matched, acted }));
  }

  /** Takes a rule away; false for one that is not there. */
  remove(id: string): boolean {
    const found = this.#all().find(({ rule }) => rule.id === id);
    if (!found) return false;
    this.#documents().remove(found.key);
    this.#rules = undefined;
    return true;
  }

  clear(): void {
    for (const { key } of this.#all()) this.#documents().remove(key);
    this.#rules = undefined;
  }

  /**
   * What happens to a call: the first rule that it meets and whose turn it is acts, and the rules after that one do not
   * see it. Rules that ask for the body are asked once it is known, the others before.
   */
  decide(call: Call, isBodyKnown: boolean): Injected | undefined {
    let hidden: Call | undefined;
    for (const { key, rule, asksForSecrets } of this.#all()) {
      if (asksForBody(rule.match) !== isBodyKnown) continue;
      if (asksForSecrets) hidden ??= hiddenCall(call, this.#seal);
      if (differences(rule.match, (asksForSecrets && hidden) || call).length > 0) continue;
      const injected = this.#meet(key, rule);
      if (injected) return injected;
    }
    return undefined;
  }

  save(): undefined {
    return undefined;
  }

  load(): void {
    this.#rules = undefined;
  }

  #meet(key: string, { id, effect, when }: FaultRule): Injected | undefined {
    const found = this.#documents().get(key);
    if (!found) return undefined;
    const matched = found.own.matched + 1;
    const dice = new Dice(this.#sandbox.world.seed, `fault ${id}`, matched);
    const { skip = 0, times = Number.POSITIVE_INFINITY, share = 1 } = when;
    const isDrawn = share >= 1 || dice.roll() < share;
    const acts = matched > skip && found.own.acted < times && isDrawn;
    const acted = found.own.acted + Number(acts);
    this.#documents().update(key, ({ wire, own }) => ({ wire, own: { ...own, matched, acted } }));
    return acts ? { rule: id, effect, delayMs: delayOf(effect, dice) } : undefined;
  }

  #all() {
    this.#rules ??= this.#documents()
      .all({})
      .map(({ wire, own }) => ({
        key: faultRules.key(wire, own),
        rule: wire,
        asksForSecrets: isSealed(wire.match),
      }));
    return this.#rules;
  }

  #documents() {
    return this.#sandbox.documents(faultRules);
  }
}

/** The fault rules of a sandbox. */
export function faultsOf(sandbox: Sandbox): Faults {
  return sandbox.beside('faults', () => new Faults(sandbox));
}

function delayOf({ delayMs }: Effect, dice: Dice): number {
  if (delayMs === undefined) return 0;
  return typeof delayMs === 'number' ? delayMs : dice.between(delayMs.min, delayMs.max);
}
