import { type Static, Type } from '@sinclair/typebox';
import { nullable } from '../annotations.js';

const bytes = (description: string) => Type.Integer({ description: `${description}, in bytes` });
const milliseconds = (description: string) =>
  Type.Number({ description: `${description}, in milliseconds` });

export const ServerStatus = Type.Object(
  {
    uptimeSeconds: Type.Integer({ description: 'How long the process has run, in seconds' }),
    sandboxes: Type.Object({
      count: Type.Integer({ description: 'How many there are' }),
      open: Type.Integer({ description: 'How many are open; the others are files' }),
      limit: Type.Integer({ description: 'The setting maxSandboxes' }),
    }),
    memory: Type.Object({
      rss: bytes('The resident memory of the process'),
      heapUsed: bytes('The JavaScript heap in use'),
      sandboxes: bytes('Data of sandboxes in memory, and all journals, as last measured'),
      snapshots: bytes('Snapshots in memory'),
      templates: bytes('Templates of worlds other than the default one; large ones are files'),
      limit: bytes('The setting maxMemory, for sandboxes, journals and snapshots'),
    }),
    disk: nullable(
      Type.Object(
        {
          used: bytes('The files in the data folder'),
          free: bytes('What the file system has left'),
        },
        { description: 'The data folder; null without one' },
      ),
    ),
    descriptors: nullable(
      Type.Object(
        {
          open: Type.Integer({ description: 'Open files and sockets' }),
          limit: nullable(Type.Integer({ description: 'How many may be open; null for no limit' })),
        },
        { description: 'File descriptors of the process; null where the system does not tell' },
      ),
    ),
    eventLoopDelay: nullable(
      Type.Object(
        {
          mean: milliseconds('The mean'),
          p99: milliseconds('The 99th percentile'),
          max: milliseconds('The maximum'),
        },
        { description: 'How late timers ran since the previous call; null for the first call' },
      ),
    ),
    maxImport: bytes('The setting maxImport'),
  },
  { $id: 'ServerStatus', description: 'What the server uses, and its limits' },
);
export type ServerStatus = Static<typeof ServerStatus>;
