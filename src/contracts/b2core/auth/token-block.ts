import type { B2coreSettings } from '../../../../schemas/b2core/settings.js';
import { Problem } from '../../../simulator/contract/problem.js';
import type { AttachmentKind, SandboxAttachment } from '../../../store/sandbox/attachments.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';

/** So many failed token requests of a client id within the window block it until the first of them has left the window. */
const maxFailures = 10;
const windowMs = 600_000;

/** More client ids are not remembered: the oldest is forgotten. */
const maxClients = 1000;

/** The times of the latest failed token requests by client id. */
class TokenFailures implements SandboxAttachment {
  #times = new Map<string, readonly number[]>();

  serialize(): string | undefined {
    return this.#times.size === 0 ? undefined : JSON.stringify([...this.#times]);
  }

  restore(saved: string | undefined): void {
    try {
      this.#times = new Map(saved === undefined ? [] : JSON.parse(saved));
    } catch {
      this.#times = new Map();
    }
  }

  /** When the block of a client ends; undefined if there is none. */
  blockedUntil(clientId: string, now: number): number | undefined {
    const times = this.#recent(clientId, now);
    return times.length < maxFailures ? undefined : Number(times.at(-maxFailures)) + windowMs;
  }

  add(clientId: string, now: number): void {
    const times = [...this.#recent(clientId, now), now].slice(-maxFailures);
    this.#times.delete(clientId);
    this.#times.set(clientId, times);
    const [oldest] = this.#times.keys();
    if (this.#times.size > maxClients && oldest !== undefined) this.#times.delete(oldest);
  }

  #recent(clientId: string, now: number): readonly number[] {
    const times: unknown = this.#times.get(clientId);
    // A saved state may have been imported.
    if (!Array.isArray(times)) return [];
    return times.filter((time) => time <= now && time > now - windowMs);
  }
}

/** Throws a 429 problem while a client id is blocked. Does nothing without the setting `tokenBlock`. */
export function assertNotBlocked(sandbox: Sandbox, clientId: string): void {
  const now = sandbox.clock.now();
  const until = failuresOf(sandbox)?.blockedUntil(clientId, now);
  if (until === undefined) return;
  const message = `The client id ${clientId} is blocked after ${maxFailures} failed token requests`;
  throw new Problem(429, message, {
    headers: { 'retry-after': String(Math.ceil((until - now) / 1000)) },
  });
}

/** Counts a failed token request of a client id. */
export function countFailure(sandbox: Sandbox, clientId: string): void {
  failuresOf(sandbox)?.add(clientId, sandbox.clock.now());
}

function failuresOf(sandbox: Sandbox): TokenFailures | undefined {
  if (!sandbox.settings<B2coreSettings>('b2core').tokenBlock) return undefined;
  return sandbox.attachment(tokenFailures);
}

const tokenFailures: AttachmentKind<Sandbox, TokenFailures> = {
  name: 'b2core token failures',
  create: () => new TokenFailures(),
};
