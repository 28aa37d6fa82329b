import { dayMs } from '../../lib/calculation/durations.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { Signer } from '../auth/tokens.js';
import type { Contract, RecurringChange } from '../contract/contract.js';
import { faultEventDescriptions } from '../faults/rules.js';
import { journalOf } from '../journal/journal.js';
import { listMail } from '../outbox.js';

/** Something that happens when the clock moves. */
export interface DueEvent {
  /** By the sandbox's clock, ISO 8601. */
  readonly at: string;
  readonly kind: 'scheduled' | 'recurring' | 'token-expires';
  readonly contract: string | null;
  /** What it concerns: an account, a caller. */
  readonly subject: string | null;
  readonly description: string;
}

/** An event with its instant, for sorting. */
type TimedEvent = Omit<DueEvent, 'at'> & { readonly at: number };

/**
 * What happens in a sandbox when its clock moves on, in order: scheduled events, the next of each recurring change, and the ends
 * of tokens that were used or mailed. Tokens that were only issued are not known to the server.
 */
export function dueEvents(
  sandbox: Sandbox,
  contracts: readonly Contract[],
  signer: Signer,
): DueEvent[] {
  const now = sandbox.clock.now();
  const events: TimedEvent[] = [
    ...scheduledEvents(sandbox, contracts),
    ...recurringEvents(now, contracts),
    ...tokenExpiries(sandbox),
    ...mailExpiries(sandbox, signer),
  ];
  return events
    .filter(({ kind, at }) => kind !== 'token-expires' || at > now)
    .sort((one, other) => one.at - other.at)
    .map(({ at, ...event }) => ({ at: new Date(at).toISOString(), ...event }));
}

function scheduledEvents(sandbox: Sandbox, contracts: readonly Contract[]): TimedEvent[] {
  return sandbox.scheduledEvents.map(({ at, kind, subject }) => {
    const contract = contracts.find(({ eventHandlers = {} }) => Object.hasOwn(eventHandlers, kind));
    return {
      at,
      kind: 'scheduled',
      contract: contract?.name ?? null,
      subject,
      description:
        contract?.dueDescriptions?.scheduled?.[kind] ?? faultEventDescriptions[kind] ?? kind,
    };
  });
}

/** The next time of each recurring change. */
function recurringEvents(now: number, contracts: readonly Contract[]): TimedEvent[] {
  return contracts.flatMap(({ name, dueDescriptions }) =>
    (dueDescriptions?.recurring ?? []).map(({ every, description }) => ({
      at: nextTime[every](now),
      kind: 'recurring' as const,
      contract: name,
      subject: null,
      description: `${description} (every ${every})`,
    })),
  );
}

const quarterHourMs = 15 * 60_000;

/** The first instant after another one at which a recurring change happens, UTC. */
const nextTime: Readonly<Record<RecurringChange['every'], (now: number) => number>> = {
  'quarter-hour': (now) => (Math.floor(now / quarterHourMs) + 1) * quarterHourMs,
  day: (now) => (Math.floor(now / dayMs) + 1) * dayMs,
  month(now) {
    const date = new Date(now);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  },
};

/** The ends of the tokens with which the calls in the journal were made. */
function tokenExpiries(sandbox: Sandbox): TimedEvent[] {
  const found = new Map<string, TimedEvent>();
  for (const { contract, caller, expiresAtMs } of journalOf(sandbox).tokens())
    found.set(`${contract} ${caller} ${expiresAtMs}`, {
      at: expiresAtMs,
      kind: 'token-expires',
      contract,
      subject: caller,
      description: 'A token in use expires',
    });
  return [...found.values()];
}

/** The ends of the tokens in mails. */
function mailExpiries(sandbox: Sandbox, signer: Signer): TimedEvent[] {
  return listMail(sandbox).flatMap(({ to, subject, token }) => {
    const content = signer.contentOf(token);
    if (!content || !('exp' in content) || typeof content.exp !== 'number') return [];
    return [
      {
        at: content.exp * 1000,
        kind: 'token-expires' as const,
        contract: null,
        subject: to,
        description: `The link in the mail "${subject}" expires`,
      },
    ];
  });
}
