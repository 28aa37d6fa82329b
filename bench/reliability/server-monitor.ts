import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded into a server process with `--import`. It measures the event-loop delay, and sends a sample whenever the parent process
 * sends a message.
 */
export interface MonitorSample {
  /** Heap in use after a forced collection, in bytes. */
  readonly heapUsed: number;
  /** Resident memory, in bytes. */
  readonly rss: number;
  /** The longest event-loop delay since the last sample, in milliseconds, and the quantile of 99.9 %. */
  readonly maxDelayMs: number;
  readonly p999DelayMs: number;
  /** The longest time that the main thread was on a processor between two turns of a timer, in milliseconds. */
  readonly maxTurnMs: number;
  /** The same without the times in which a world was seeded or a sandbox exported. */
  readonly maxOtherTurnMs: number;
  /** The longest of these times, with the requests that were in progress. */
  readonly longestTurns: readonly Turn[];
}

/** A time between two turns of a timer. */
interface Turn {
  readonly ms: number;
  readonly requests: readonly string[];
}

/** The delay is measured by a timer of this interval, which is part of every measured delay. */
const resolutionMs = 5;

const delays = monitorEventLoopDelay({ resolution: resolutionMs });
delays.enable();

/** Milliseconds that the main thread has been on a processor. A delay may also be due to another process that has the core. */
function mainThreadMs(): number {
  const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}

/** The requests that create a sandbox, most from the seeds of a world, or export one. */
const seedsOrExports = /^POST \S*\/_sim\/sandboxes(\?|$)|^GET \S*\/export(\?|$)/;

/** Turns that take longer are described. */
const longTurnMs = 50;

/** So many of the longest turns are described. */
const maxLongestTurns = 10;

let maxTurnMs = 0;
let maxOtherTurnMs = 0;
let longestTurns: Turn[] = [];
let before = mainThreadMs();

/** The requests that were in progress at some time since the last turn of the timer. */
const inProgress = new Set<IncomingMessage>();
let ended: IncomingMessage[] = [];

subscribe('http.server.request.start', (message) => {
  inProgress.add((message as { readonly request: IncomingMessage }).request);
});
subscribe('http.server.response.finish', (message) => {
  ended.push((message as { readonly request: IncomingMessage }).request);
});

setInterval(() => {
  const now = mainThreadMs();
  const ms = now - before;
  before = now;
  if (ms > longTurnMs) describeTurn(ms);
  maxTurnMs = Math.max(maxTurnMs, ms);
  for (const request of ended) inProgress.delete(request);
  ended = [];
  // A connection that was closed has no response.
  for (const request of inProgress) if (request.destroyed) ended.push(request);
}, resolutionMs).unref();

function describeTurn(ms: number): void {
  const requests = [...inProgress].map(({ method, url = '' }) => `${method} ${url.slice(0, 80)}`);
  if (!requests.some((each) => seedsOrExports.test(each)))
    maxOtherTurnMs = Math.max(maxOtherTurnMs, ms);
  longestTurns.push({ ms, requests });
  longestTurns.sort((one, other) => other.ms - one.ms);
  longestTurns = longestTurns.slice(0, maxLongestTurns);
}

process.on('message', () => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const toMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  const sample: MonitorSample = {
    heapUsed,
    rss,
    maxDelayMs: toMs(delays.max),
    p999DelayMs: toMs(delays.percentile(99.9)),
    maxTurnMs,
    maxOtherTurnMs: Math.max(maxOtherTurnMs, Math.min(maxTurnMs, longTurnMs)),
    longestTurns,
  };
  process.send?.(sample);
  // The forced collection blocks, and does not count.
  setImmediate(() => {
    delays.reset();
    maxTurnMs = 0;
    maxOtherTurnMs = 0;
    longestTurns = [];
    before = mainThreadMs();
  });
});
process.channel?.unref();
