import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ref } from '../../../schemas/annotations.js';
import { ServerStatus } from '../../../schemas/control/server-status.js';
import { descriptorLimit, openDescriptors } from '../../lib/descriptors.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import type { ControlContext } from '../context.js';

/** Operation that shows what the server uses, and its limits. */
export function statusOperation(context: ControlContext): Operation {
  const delay = eventLoopDelay();
  return operation({
    method: 'GET',
    url: '/status',
    config: { access: anyScope, effect: 'read', isServerWide: true, sandboxKeys: 'refused' },
    schema: {
      operationId: 'getStatus',
      summary: 'Show what the server uses of memory, disk and descriptors, and its limits',
      tags: ['server'],
      response: { 200: ref(ServerStatus) },
    },
    async handler({ server }): Promise<ServerStatus> {
      const { sandboxes, maxImport, dataFolder, templateBytes } = context;
      const { rss, heapUsed } = process.memoryUsage();
      const { count, open, bytes, limits } = sandboxes.usage;
      return {
        uptimeSeconds: Math.floor(process.uptime()),
        sandboxes: { count, open, limit: limits.count },
        memory: { rss, heapUsed, ...bytes, templates: templateBytes(), limit: limits.bytes },
        disk: dataFolder === undefined ? null : await diskUsage(dataFolder),
        descriptors: await descriptors(),
        eventLoopDelay: delay(server.shutdownSignal),
        maxImport,
      };
    },
  });
}

async function diskUsage(folder: string): Promise<ServerStatus['disk']> {
  const names = await readdir(folder, { recursive: true });
  let used = 0;
  for (const name of names) {
    // A file may be deleted in the meantime.
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile()) used += found.size;
  }
  const { bavail, bsize } = await statfs(folder);
  return { used, free: bavail * bsize };
}

async function descriptors(): Promise<ServerStatus['descriptors']> {
  const open = await openDescriptors();
  return open === undefined ? null : { open, limit: descriptorLimit() ?? null };
}

/** Returns a function that reports the delays since its previous call. Nothing is measured before the first one. */
function eventLoopDelay(): (closed: AbortSignal) => ServerStatus['eventLoopDelay'] {
  const histogram = monitorEventLoopDelay({ resolution: 10 });
  return (closed) => {
    if (histogram.enable()) {
      closed.addEventListener('abort', () => histogram.disable(), { once: true });
      return null;
    }
    const milliseconds = (nanoseconds: number) => Math.round(nanoseconds / 1e4) / 100;
    const { mean, max } = histogram;
    const delay = {
      mean: milliseconds(mean || 0),
      p99: milliseconds(histogram.percentile(99)),
      max: milliseconds(max),
    };
    histogram.reset();
    return delay;
  };
}
