import { redact } from '../../simulator/redaction/redaction.js';
import { createControlClient, type Transport } from '../transport.js';
import type {
  Coverage,
  JournalEntry,
  JournalFilter,
  VerifyRequest,
  VerifyResult,
} from '../types.js';
import type { CleanOptions } from './clean.js';
import type { JournalStreamOptions } from './journal-stream.js';

/** What callers sent to the vendor APIs of a sandbox, and got. */
export interface JournalClient {
  /** The recorded requests, oldest first. */
  entries(filter?: JournalFilter): Promise<JournalEntry[]>;
  /** The requests as they are made; resolves when the stream is open. It ends when the iteration is left. */
  stream(options?: JournalStreamOptions): Promise<AsyncIterable<JournalEntry>>;
  /** Throws a VerificationError that lists the nearest misses unless matching requests were made the expected number of times. */
  verify(request: VerifyRequest): Promise<VerifyResult>;
  /**
   * Throws an Error that lists every request that was refused, other than by a fault rule, and every parameter that an
   * operation does not know, each with what would pass.
   */
  assertClean(options?: CleanOptions): Promise<void>;
  /** What callers used of the vendor APIs since the sandbox was created or reset, against what is published. */
  coverage(): Promise<Coverage>;
  clear(): Promise<void>;
}

/** The requests that were made differ from the expected ones. `result` has how many matched, and the nearest misses. */
export class VerificationError extends Error {
  override readonly name = 'VerificationError';
  readonly result: VerifyResult;

  constructor(request: VerifyRequest, result: VerifyResult) {
    super(verificationMessage(request, result));
    this.result = result;
  }
}

/** Creates a client of the journal of a sandbox. */
export function createJournalClient(transport: Transport, sandbox: string): JournalClient {
  const control = createControlClient(transport);
  const get = (path: string) => control('GET', path, { sandbox });
  const entries = async (filter: JournalFilter = {}) => {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries({ limit: 1000, ...filter }))
      if (value !== undefined) query.set(key, String(value));
    return ((await get(`/_sim/journal?${query}`)) as { entries: JournalEntry[] }).entries;
  };
  return {
    entries,
    // The stream takes time to load, and few programs use it.
    stream: async (options) =>
      (await import('./journal-stream.js')).openJournalStream(transport, sandbox, options),
    async verify(request) {
      const options = { sandbox, body: request };
      const result = (await control('POST', '/_sim/journal/verify', options)) as VerifyResult;
      if (!result.passed) throw new VerificationError(request, result);
      return result;
    },
    assertClean: async (options) =>
      (await import('./clean.js')).assertClean({ entries, get }, options),
    coverage: async () => (await get('/_sim/coverage')) as Coverage,
    clear: async () => void (await control('DELETE', '/_sim/journal', { sandbox })),
  };
}

/** The message of a failed verification: how many requests matched, and how the nearest ones differ. */
function verificationMessage(
  { match, count = { min: 1 } }: VerifyRequest,
  result: VerifyResult,
): string {
  const misses = result.nearest.map(({ id, method, path, differs }) => {
    const differences = differs.map(
      ({ part, expected, actual }) =>
        `${part} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
    );
    return `  ${id}: ${method} ${path}: ${differences.join('; ')}`;
  });
  return [
    `${result.count} ${result.count === 1 ? 'request matches' : 'requests match'} ${JSON.stringify(redact(match))}; expected ${JSON.stringify(count)}.`,
    ...(misses.length > 0 ? ['Nearest misses:', ...misses] : []),
  ].join('\n');
}
