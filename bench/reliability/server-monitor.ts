import { readFileSync } from 'node:fs';
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

let maxTurnMs = 0;
let before = mainThreadMs();
setInterval(() => {
  const now = mainThreadMs();
  maxTurnMs = Math.max(maxTurnMs, now - before);
  before = now;
}, resolutionMs).unref();

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
  };
  process.send?.(sample);
  // The forced collection blocks, and does not count.
  setImmediate(() => {
    delays.reset();
    maxTurnMs = 0;
    before = mainThreadMs();
  });
});
process.channel?.unref();
