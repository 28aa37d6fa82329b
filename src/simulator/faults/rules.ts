import { Type } from '@sinclair/typebox';
import { FaultRule as FaultRuleModel } from '../../../schemas/control/faults.js';
import { SeededRandom } from '../../lib/seeded-random.js';
import { collection, paddedKey } from '../../store/documents/collection.js';
import type { AttachmentKind, SandboxAttachment } from '../../store/sandbox/attachments.js';
import { publishChange } from '../../store/sandbox/observer.js';
import type { EventHandler, Sandbox } from '../../store/sandbox/sandbox.js';
import { conflict } from '../contract/problem.js';
import {
  matchesOnBody,
  matchesRequest,
  type RecordedRequest,
  type RequestPattern,
  redactPattern,
  redactRequest,
} from '../journal/request-matcher.js';
import { fingerprintRedactor, hasFingerprint, stripFingerprints } from '../redaction/redaction.js';
import type { Redactor } from '../redaction/secrets.js';

/** What a fault rule does to a request. */
export interface FaultEffect {
  /** Waits before anything else, or with `after` before the response: real milliseconds, or a random number of them in a range. */
  readonly delayMs?: number | { readonly min: number; readonly max: number };
  /** Responds with this error status in the vendor's dialect. */
  readonly status?: number;
  /** The `Retry-After` header of a 429 or 503, in seconds. */
  readonly retryAfter?: number;
  /** Closes the connection before the response or in the middle of it. */
  readonly abort?: 'before' | 'during';
  /** Truncates the body to its first half, or to this many characters. */
  readonly truncate?: true | number;
  /** Makes the body malformed JSON. */
  readonly malformed?: true;
  /** Sends the body of an earlier response to the same request, if there is one. */
  readonly stale?: true;
  /** The operation is done and kept before the delay, the status or the end of the connection. */
  readonly after?: true;
}

/** Which of the matching requests a rule applies to. */
interface FaultSchedule {
  /** Skips this many matching requests. */
  readonly skip?: number;
  /** Applies this many times, then never again. */
  readonly times?: number;
  /** Applies to this share of the requests, chosen at random from the seed. */
  readonly share?: number;
  /** The time by the sandbox's clock at which the rule is removed. */
  readonly until?: string;
}

export interface FaultRule {
  readonly id: string;
  readonly match: RequestPattern;
  readonly effect: FaultEffect;
  readonly when: FaultSchedule;
  /** The scenario that added the rule. */
  readonly scenario?: string;
}

/** How often a rule matched a request, and how often it was applied. */
export interface FaultCounters {
  readonly matched: number;
  readonly applied: number;
}

const { matched: _, applied: __, ...storedRule } = FaultRuleModel.properties;
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER - 1 });

/** A sandbox has at most this many fault rules, because every request is compared with each. */
export const maxRules = 100;

/** The fault rules of a sandbox, in the order of creation. */
export const faultRules = collection<FaultRule, FaultCounters & { readonly number: number }>(
  'sim_faults',
  {
    key: (_, { number }) => paddedKey(number),
    schema: {
      wire: Type.Object(storedRule),
      internal: Type.Object({ number: count, matched: count, applied: count }),
    },
    maxDocuments: maxRules,
    writtenByReads: true,
    sequence: { name: 'sim_faults', numberOf: (_, { number }) => number },
  },
);

/** The effect of a fault rule on one request. */
export interface InjectedFault {
  readonly rule: string;
  readonly scenario?: string | undefined;
  readonly effect: FaultEffect;
  /** Real milliseconds to wait. */
  readonly delayMs: number;
}

/** A rule as loaded for matching. */
interface LoadedRule {
  readonly key: string;
  readonly rule: FaultRule;
  /** The pattern contains fingerprints of secrets, so it is compared with the redacted request. */
  readonly matchesSecrets: boolean;
}

/** The fault rules of one sandbox. They are cached until they change. */
export class FaultRules implements SandboxAttachment {
  readonly #sandbox: Sandbox;
  readonly #redactor: Redactor;
  #rules: LoadedRule[] | undefined;
  /** Whether the sandbox is known to have no rule, as most do, so that a request need not look for one. */
  isKnownEmpty = false;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.#redactor = fingerprintRedactor((secret) => sandbox.fingerprint(secret));
  }

  /** Whether there is a rule. */
  get hasRules(): boolean {
    return this.count > 0;
  }

  get count(): number {
    return this.#loadedRules().length;
  }

  /**
   * Adds rules at the end. Secrets in their patterns are stored as fingerprints and returned as `***`. Throws a 409 problem,
   * and adds none, if there would be more than `maxRules`.
   */
  add(rules: readonly Omit<FaultRule, 'id'>[]): (FaultRule & FaultCounters)[] {
    const { count } = this;
    // Without the rules in memory, so that a rollback of earlier changes is noticed too.
    this.#forget();
    if (count + rules.length > maxRules)
      throw conflict(
        `A sandbox has at most ${maxRules} fault rules, and this one has ${count}; remove some first`,
      );
    const added = rules.map((rule) => {
      const number = this.#sandbox.sequences.next('sim_faults');
      const match = redactPattern(rule.match, this.#redactor);
      const created = { id: `f${number}`, ...rule, match };
      this.#documents().insert(created, { number, matched: 0, applied: 0 });
      if (rule.when.until !== undefined)
        this.#sandbox.schedule(Date.parse(rule.when.until), endEvent, created.id);
      return { ...stripFingerprints(created), matched: 0, applied: 0 };
    });
    publishChange(this.#sandbox, 'fault', () => ({ added, removed: [] }));
    return added;
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

  /** Removes a rule; returns false if there is none with this id. */
  remove(id: string): boolean {
    return this.#removeAll((rule) => rule.id === id) > 0;
  }

  /** Removes the rules that a scenario added. */
  removeScenario(name: string): void {
    this.#removeAll(({ scenario }) => scenario === name);
  }

  clear(): void {
    this.#removeAll(() => true);
  }

  /**
   * Selects the fault of a request: the first rule that matches it and whose schedule applies. Later rules do not count the
   * request. Rules that match on the body are evaluated when the body is known, all others before.
   */
  select(call: RecordedRequest, isBodyKnown: boolean): InjectedFault | undefined {
    let redacted: RecordedRequest | undefined;
    for (const { key, rule, matchesSecrets } of this.#loadedRules()) {
      if (matchesOnBody(rule.match) !== isBodyKnown) continue;
      if (matchesSecrets) redacted ??= redactRequest(call, this.#redactor);
      if (!matchesRequest(rule.match, (matchesSecrets && redacted) || call)) continue;
      const injected = this.#evaluate(key, rule);
      if (injected) return injected;
    }
    return undefined;
  }

  serialize(): undefined {
    return undefined;
  }

  restore(): void {
    this.#forget();
  }

  /** Removes rules and returns how many. */
  #removeAll(isRemoved: (rule: FaultRule) => boolean): number {
    const found = this.#loadedRules().filter(({ rule }) => isRemoved(rule));
    if (found.length === 0) return 0;
    for (const { key, rule } of found) {
      this.#documents().delete(key);
      if (rule.when.until !== undefined) this.#sandbox.cancel(endEvent, rule.id);
    }
    this.#forget();
    const removed = found.map(({ rule }) => rule.id);
    publishChange(this.#sandbox, 'fault', () => ({ added: [], removed }));
    return found.length;
  }

  #evaluate(key: string, { id, scenario, effect, when }: FaultRule): InjectedFault | undefined {
    const stored = this.#documents().get(key);
    if (!stored) return undefined;
    const matched = stored.internal.matched + 1;
    const random = randomOf(this.#sandbox, id, matched);
    const isApplied = isScheduled(when, { matched, applied: stored.internal.applied }, random);
    const applied = stored.internal.applied + Number(isApplied);
    this.#documents().update(key, ({ wire, internal }) => ({
      wire,
      internal: { ...internal, matched, applied },
    }));
    return isApplied ? { rule: id, scenario, effect, delayMs: delayOf(effect, random) } : undefined;
  }

  #loadedRules(): LoadedRule[] {
    this.#rules ??= this.#documents()
      .all({})
      .map(({ wire, internal }) => ({
        key: faultRules.key(wire, internal),
        rule: wire,
        matchesSecrets: hasFingerprint(wire.match),
      }));
    this.isKnownEmpty = this.#rules.length === 0;
    return this.#rules;
  }

  #forget(): void {
    this.#rules = undefined;
    this.isKnownEmpty = false;
  }

  #documents() {
    return this.#sandbox.documents(faultRules);
  }
}

/** The id that the next rule of a sandbox gets. */
export function nextRuleId(sandbox: Sandbox): string {
  return `f${sandbox.sequences.peek('sim_faults')}`;
}

/** What a rule draws from for a request: the number of the request among those that it matched decides. */
export function randomOf({ world }: Sandbox, id: string, matched: number): SeededRandom {
  return new SeededRandom(world.seed, `fault ${id}`, matched);
}

/** Whether a rule applies to a request that it matches, which is counted in `matched` and not yet in `applied`. */
export function isScheduled(
  { skip = 0, times = Number.POSITIVE_INFINITY, share = 1 }: FaultSchedule,
  { matched, applied }: FaultCounters,
  random: SeededRandom,
): boolean {
  const isSampled = share >= 1 || random.next() < share;
  return matched > skip && applied < times && isSampled;
}

/** The kind of the event that removes a rule; it is stored. */
const endEvent = 'sim fault ends';

/** Removes a rule when the clock reaches its end. */
export const faultEvents: Readonly<Record<string, EventHandler>> = {
  [endEvent]: (sandbox, id) => void faultRulesOf(sandbox).remove(id),
};

/** What happens at these events. */
export const faultEventDescriptions: Readonly<Record<string, string>> = {
  [endEvent]: 'The fault rule ends',
};

/** The fault rules as an attachment of a sandbox. */
export const faultRulesKind: AttachmentKind<Sandbox, FaultRules> = {
  name: 'faults',
  create: (sandbox) => new FaultRules(sandbox),
};

/** The fault rules of a sandbox. */
export function faultRulesOf(sandbox: Sandbox): FaultRules {
  return sandbox.attachment(faultRulesKind);
}

function delayOf({ delayMs }: FaultEffect, random: SeededRandom): number {
  if (delayMs === undefined) return 0;
  return typeof delayMs === 'number' ? delayMs : random.integer(delayMs.min, delayMs.max);
}
