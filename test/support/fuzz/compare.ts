import { FuzzClient } from './client.js';
import type { RawResponse } from './connection.js';
import { type FuzzRequest, FuzzRequests } from './requests.js';

/** How two servers are compared. */
export interface Comparison {
  readonly seed: number;
  /** How many responses are compared at least. */
  readonly count: number;
  /** Members of JSON bodies that may differ besides those of real time. */
  readonly ignoredMembers?: readonly string[];
}

/** What a comparison did, with the first difference it found. */
export interface ComparisonResult {
  /** Responses of each server. */
  readonly responses: number;
  /** How often each status was sent. Zero counts connections that were closed without a response. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly difference: string | undefined;
}

/** Members that show real time, which no two servers share. */
const realTimeMembers = ['durationMs', 'expiresAt', 'receivedAt'];

/** The first one is used twice as often as each other. */
const sandboxes = ['default', 'default', 'fuzz-a', 'fuzz-b', 'fuzz-c'];

/** Keys of sandboxes are random, and all of the same length. */
const sandboxKeyPattern = /"usk_[\w-]+"/g;

/** How many of the latest reads may be repeated. */
const recentReads = 12;

/**
 * Sends one random sequence of requests to two servers and compares each response: status, headers in their order, and body.
 * Four in ten requests repeat a recent read, some of them several times at once, so that the response cache takes part. Of an
 * export, the report and the activity only status and headers are compared: an export contains the durations of the journal,
 * and later reads of imports compare its content; what the report finds depends on how long a client waited, and the activity is
 * that of the last minutes. Stops at the first difference.
 */
export async function compareServers(
  urls: readonly [string, string],
  { seed, count, ignoredMembers = [] }: Comparison,
): Promise<ComparisonResult> {
  const sequence = new ReadRepeater(seed);
  const comparer = new Comparer(urls, [...realTimeMembers, ...ignoredMembers]);
  try {
    while (comparer.responses < count && comparer.difference === undefined) {
      const { request, size } = sequence.next();
      const response = await comparer.compare(request, size);
      if (response) sequence.learn(request, response);
    }
    for (const sandbox of new Set(sandboxes)) {
      const target = `/~${sandbox}/_sim/journal?limit=1000`;
      await comparer.compare({ method: 'GET', target, headers: {}, sandbox }, 1);
    }
  } finally {
    comparer.close();
  }
  const { responses, statuses, difference } = comparer;
  return {
    responses,
    statuses,
    difference: difference && `response ${responses} of seed ${seed}: ${difference}`,
  };
}

/** Adds repeated reads to a sequence of random requests. */
class ReadRepeater {
  readonly #requests: FuzzRequests;
  readonly #reads: FuzzRequest[] = [];

  constructor(seed: number) {
    this.#requests = new FuzzRequests({
      seed,
      sandboxes,
      shares: { valid: 0.5, altered: 0.3 },
      isDeterministic: true,
      allowsAborts: true,
    });
  }

  /** The next request, and how many times it is sent at once. */
  next(): { readonly request: FuzzRequest; readonly size: number } {
    const { random } = this.#requests;
    const repeated = random.next() < 0.4 && this.#reads[random.integer(0, recentReads - 1)];
    if (!repeated) return { request: this.#requests.next(), size: 1 };
    return { request: repeated, size: random.oneIn(5) ? random.integer(2, 6) : 1 };
  }

  learn(request: FuzzRequest, { status, body }: RawResponse): void {
    const { random } = this.#requests;
    if (this.#reads.includes(request)) return;
    if (status < 300) this.#requests.learn(body);
    const isRead = request.method === 'GET' && request.raw === undefined;
    if (isRead && (status < 300 || random.oneIn(4)))
      this.#reads[random.integer(0, recentReads - 1)] = request;
  }
}

/** Sends each request to two servers and remembers the first difference of their responses. */
class Comparer {
  responses = 0;
  difference: string | undefined;
  readonly statuses: Record<string, number> = {};
  readonly #clients: readonly FuzzClient[];
  readonly #ignoredPattern: RegExp;

  constructor(urls: readonly [string, string], ignoredMembers: readonly string[]) {
    this.#clients = urls.map((url) => new FuzzClient(url));
    this.#ignoredPattern = new RegExp(`"(${ignoredMembers.join('|')})":("[^"]*"|[\\d.eE+-]+)`, 'g');
  }

  /** Sends a request `size` times at once to both servers. Returns a response of the first one. */
  async compare(request: FuzzRequest, size: number): Promise<RawResponse | undefined> {
    const [first = [], second = []] = await Promise.all(
      this.#clients.map((client) => client.sendBurst(request, size)),
    );
    for (const { status } of first) this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    this.responses += size;
    // Requests of a burst arrive in any order, so the numbers of their explanations may be swapped.
    const [one, other] = [first, second].map((each) =>
      each
        .map((response) => this.#normalize(request, response))
        .sort()
        .join('\n'),
    );
    if (one !== other)
      this.difference ??= `${describeRequest(request)}\n${excerpts(one ?? '', other ?? '')}`;
    return first[0];
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  /** A response as text, without what may differ. */
  #normalize({ method, target }: FuzzRequest, { status, headers, body }: RawResponse): string {
    const isTimed = /\/export\b|\/_sim\/(report|activity)\b/.test(target) && status === 200;
    const isJson = headers.some(([name, value]) => name === 'content-type' && /json/.test(value));
    const isJournal = /\/_sim\/journal(\?|$)/.test(target) && status === 200 && isJson;
    const comparable = isJournal ? sortEntries(body) : isTimed ? '' : body;
    const text = isJson
      ? comparable.replace(this.#ignoredPattern, '"$1":*').replace(sandboxKeyPattern, '"usk_*"')
      : comparable;
    // The length of a body that is not sent may be that of one with such members.
    const hasOtherLength =
      text.length < body.length ||
      text.includes('":*') ||
      (method === 'HEAD' && /_sim/.test(target));
    const lines = headers.map(([name, value]) =>
      hasOtherLength && name === 'content-length' ? `${name}: *` : `${name}: ${value}`,
    );
    return [status, ...lines, '', text].join('\n');
  }
}

/** A journal with its entries by number. They are listed as they were completed, which differs for requests of a burst. */
function sortEntries(body: string): string {
  if (body === '') return body;
  const { entries, ...rest } = JSON.parse(body) as { entries: { readonly id: string }[] };
  return JSON.stringify({
    ...rest,
    entries: entries.toSorted((a, b) => Number(a.id) - Number(b.id)),
  });
}

/** The surroundings of the first difference of two texts. */
function excerpts(one: string, other: string): string {
  const length = Math.max(one.length, other.length);
  let at = 0;
  while (at < length && one[at] === other[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - 300), at + 300);
  return `--- first, from character ${at}\n${around(one)}\n--- second\n${around(other)}`;
}

/** A request as text. */
export function describeRequest({
  raw,
  method,
  target,
  headers,
  caller,
  body,
}: FuzzRequest): string {
  if (raw !== undefined) return JSON.stringify(raw.slice(0, 500));
  const others = JSON.stringify({ headers, caller, body: body?.slice(0, 500) });
  return `${method} ${target.slice(0, 500)} ${others}`;
}
