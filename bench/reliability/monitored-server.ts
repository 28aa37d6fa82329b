import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type ServerProcess, serveNodeScript } from '../support/processes.js';
import type { MonitorSample } from './server-monitor.js';

/** A server process that reports on itself. */
export interface MonitoredServer extends ServerProcess {
  /** Collects garbage and measures. The delays are those since the sample before. */
  sample(): Promise<MonitorSample>;
  /** Open descriptors now. */
  descriptors(): number;
}

/** Starts the bundled simulator, as users do, with a monitor. */
export async function startMonitored(...args: string[]): Promise<MonitoredServer> {
  const monitor = new URL('server-monitor.js', import.meta.url).href;
  const file = new URL('../../bundle/cli.js', import.meta.url).pathname;
  const flags = ['--expose-gc', '--import', monitor, file, 'start', '--port', '0', ...args];
  const { child, ...server } = await serveNodeScript(flags, '/_sim/health');
  return {
    ...server,
    async sample() {
      const received = once(child, 'message');
      child.send('sample');
      const [sample] = await received;
      return sample as MonitorSample;
    },
    descriptors: () => readdirSync(`/proc/${child.pid}/fd`).length,
  };
}
