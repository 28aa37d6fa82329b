import { readFileSync } from 'node:fs';
import { loadConfig } from '../../config/load.js';
import { StartupError } from '../../lib/startup-error.js';
import type { Server } from '../../server.js';
import type { Contract } from '../../simulator/contract/contract.js';
import { defaultSandbox } from '../../store/sandbox/registry.js';
import { start } from './start.js';

const help = `understudy open FILE [flags]

Starts a server whose default sandbox is the one in a file: its data, clock, fault rules and journal. Such a file is what a
failed test leaves, and what GET /_sim/sandboxes/NAME/export returns. Everything is in memory; the file is not changed.

The flags are those of understudy start.`;

/** Serves the sandbox in a file until a signal stops the process. Throws a StartupError if the file cannot be opened. */
export async function open(
  args: readonly string[],
  contracts: readonly Contract[],
  onSignalsHandled: () => void,
): Promise<void> {
  const [file, ...flags] = args;
  if (args.includes('--help') || args.includes('-h')) return void process.stdout.write(`${help}\n`);
  if (file === undefined || file.startsWith('-'))
    throw new StartupError('open needs a file before its flags: understudy open FILE');
  const bytes = readFile(file);
  const env = { ...process.env, UNDERSTUDY_EPHEMERAL: 'true' };
  const config = loadConfig(flags, env, contracts, (message) =>
    process.stderr.write(`understudy: warning: ${message}\n`),
  );
  const prepare = (server: Server) => importSandbox(server, { file, bytes });
  await start(config, { contracts, onSignalsHandled, prepare });
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new StartupError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Puts the sandbox in a file in place of the default one. */
async function importSandbox(
  { fastify, adminToken }: Server,
  { file, bytes }: { readonly file: string; readonly bytes: Buffer },
): Promise<void> {
  const response = await fastify.inject({
    method: 'POST',
    url: `/_sim/sandboxes/${defaultSandbox}/import`,
    headers: {
      'content-type': 'application/vnd.sqlite3',
      ...(adminToken !== undefined && { authorization: `Bearer ${adminToken}` }),
    },
    payload: bytes,
  });
  if (response.statusCode === 201) return;
  const { detail = `status ${response.statusCode}` } = response.json<{ detail?: string }>();
  throw new StartupError(`${file} cannot be opened: ${detail}`);
}
