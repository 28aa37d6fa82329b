import { parseArgs } from 'node:util';
import { StartupError } from '../../lib/startup-error.js';
import { createHttpTransport, isHttpUrl } from '../../sdk/http-transport.js';
import { type ControlClient, createControlClient } from '../../sdk/transport.js';
import type { JournalEntry } from '../../sdk/types.js';
import { findServers } from '../running-servers.js';
import { clockRequest, clockUsage } from './clock.js';
import { dataRequest, dataUsage } from './data.js';
import { tokenRequest, tokenUsage } from './token.js';
import { areFields, type ControlRequest, queryOf } from './words.js';

/** A command that sends a request to the control plane and prints the response. */
interface ControlCommand {
  readonly usage: string;
  /** The request for the words after the command; undefined for words that it does not know. */
  readonly request: (words: readonly string[], sandbox: string) => ControlRequest | undefined;
}

/** The commands that control a running server, by name. */
const controlCommands: Readonly<Record<string, ControlCommand>> = {
  clock: { usage: clockUsage, request: clockRequest },
  data: { usage: dataUsage, request: dataRequest },
  token: { usage: tokenUsage, request: tokenRequest },
  reset: {
    usage: 'understudy reset',
    request: (words, sandbox) =>
      words.length === 0 ? { method: 'POST', path: `/_sim/sandboxes/${sandbox}/reset` } : undefined,
  },
  scenario: {
    usage: 'understudy scenario [list | on NAME | off NAME]',
    request([action = 'list', name, ...rest]) {
      if (rest.length > 0) return undefined;
      if (action === 'list' && name === undefined)
        return { method: 'GET', path: '/_sim/scenarios' };
      const method = ({ on: 'POST', off: 'DELETE' } as const)[action];
      if (method === undefined || name === undefined) return undefined;
      return { method, path: `/_sim/scenarios/${encodeURIComponent(name)}` };
    },
  },
  journal: {
    usage: `understudy journal [list [FILTER=VALUE ...] | clear | coverage | har ORIGIN]

har prints the latest 1000 calls as HTTP Archive; ORIGIN is what the URLs begin with, such as the vendor's origin.`,
    request([action = 'list', ...filters]) {
      if (action === 'list' && areFields(filters))
        return { method: 'GET', path: `/_sim/journal?${queryOf(filters)}` };
      const [origin, ...rest] = filters;
      if (action === 'har' && origin !== undefined && rest.length === 0)
        return { run: (client, sandbox) => exportHar(client, { sandbox, origin }) };
      if (filters.length > 0) return undefined;
      if (action === 'clear') return { method: 'DELETE', path: '/_sim/journal' };
      return action === 'coverage' ? { method: 'GET', path: '/_sim/coverage' } : undefined;
    },
  },
};

const flags = `
  --url URL  (UNDERSTUDY_URL)
      the server; by default the one that was started on this machine
  --sandbox NAME
      the sandbox; default by default
  --admin-token TOKEN  (UNDERSTUDY_ADMIN_TOKEN)
      the token of the control plane, if one is required, or the key of the sandbox`;

/** Runs a command that controls a running server, and prints the response as JSON, or text as it is. Throws a StartupError for unknown words. */
export async function control(name: string, args: readonly string[]): Promise<void> {
  const { usage, request } = controlCommands[name] as ControlCommand;
  const { values, positionals } = parseFlags(name, args);
  if (values.help) return void process.stdout.write(`${usage}\n${flags}\n`);
  const { sandbox = 'default' } = values;
  const wanted = request(positionals, sandbox);
  if (!wanted) throw new StartupError(`the command is ${usage}`);
  const token = values['admin-token'] ?? process.env.UNDERSTUDY_ADMIN_TOKEN;
  const transport = createHttpTransport(serverUrl(values.url), token || undefined);
  try {
    const client = createControlClient(transport);
    const response = await ('run' in wanted
      ? wanted.run(client, sandbox)
      : client(wanted.method, wanted.path, { sandbox, body: wanted.body }));
    if (response !== undefined) process.stdout.write(`${textOf(response)}\n`);
  } catch (error) {
    process.stderr.write(`understudy: ${(error as Error).message}\n`);
    process.exitCode = 1;
  } finally {
    await transport.close();
  }
}

function textOf(response: unknown): string {
  return typeof response === 'string' ? response : JSON.stringify(response, null, 2);
}

/** The journal of a sandbox as HTTP Archive. */
async function exportHar(
  client: ControlClient,
  { sandbox, origin }: { readonly sandbox: string; readonly origin: string },
): Promise<object> {
  const journal = await client('GET', '/_sim/journal?limit=1000', { sandbox });
  const { toHar } = await import('../../reporting/har.js');
  return toHar((journal as { entries: JournalEntry[] }).entries, origin);
}

function parseFlags(name: string, args: readonly string[]) {
  const text = { type: 'string' } as const;
  const help = { type: 'boolean', short: 'h' } as const;
  const options = { url: text, sandbox: text, 'admin-token': text, help };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    throw new StartupError(`${message}. understudy ${name} --help lists the flags.`);
  }
}

/** The URL of the server that is meant: the flag, the variable, or the only server on this machine. Throws a StartupError if it is unusable. */
function serverUrl(flag: string | undefined): string {
  // An empty variable counts as not set.
  const url = flag ?? (process.env.UNDERSTUDY_URL || onlyServer());
  if (isHttpUrl(url)) return url;
  const name = flag === undefined ? 'UNDERSTUDY_URL' : '--url';
  throw new StartupError(`${name} must be a URL that begins with http:// or https://, not ${url}`);
}

/** The URL of the server on this machine. Throws a StartupError if several run. */
function onlyServer(): string {
  const [url = 'http://127.0.0.1:4010', ...others] = findServers();
  if (others.length > 0)
    throw new StartupError(
      `several servers run: choose one with --url or UNDERSTUDY_URL (${[url, ...others].join(', ')})`,
    );
  return url;
}
