import { parseArgs } from 'node:util';
import { StartupError } from '../../lib/startup-error.js';
import { findServers } from '../running-servers.js';

/** Longer than a busy server takes, shorter than the time that a container's health check has. */
const timeoutMs = 4000;

const help = `understudy health [--url URL]

Exits with 0 if a running server is ready, otherwise prints why not in one line and exits with 1.

  --url URL
      the server; by default each one that was started on this machine, or the one at the port of UNDERSTUDY_PORT or PORT`;

/** Checks whether servers are ready. This file is loaded without the bundle, because containers run it every few seconds. */
export async function health(args: readonly string[]): Promise<void> {
  const { url, help: isHelp } = parseFlags(args);
  if (isHelp) return print(help);
  const urls = url ? [url] : findServers();
  for (const each of urls.length > 0 ? urls : [defaultUrl(process.env)]) {
    const problem = await findProblem(each);
    if (problem === undefined) {
      print(`${each} is ready`);
      continue;
    }
    process.stderr.write(`understudy: ${each} is not ready: ${problem}\n`);
    process.exitCode = 1;
    return;
  }
}

function parseFlags(args: readonly string[]) {
  const options = { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (values.url !== undefined && !/^https?:$/.test(new URL(values.url).protocol))
      throw new Error(`--url must begin with http:// or https://, not ${values.url}`);
    return values;
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    throw new StartupError(`${message}. understudy health --help lists the flags.`);
  }
}

/** Where a server listens that left no record of itself. */
function defaultUrl({ UNDERSTUDY_PORT, PORT }: NodeJS.ProcessEnv): string {
  const port = [UNDERSTUDY_PORT, PORT].find((each) => /^\d+$/.test(each ?? ''));
  return `http://127.0.0.1:${port ?? 4010}`;
}

/** Why the server at a URL is not ready; undefined if it is. */
async function findProblem(url: string): Promise<string | undefined> {
  try {
    const status = await getStatus(`${url.replace(/\/+$/, '')}/_sim/health`);
    return status === 200 ? undefined : `/_sim/health is ${status}`;
  } catch (error) {
    // Of several addresses that refuse a connection the error has a code and no message.
    const { message, code } = error as { message: string; code?: string };
    return message || code || 'the request failed';
  }
}

/** Gets a URL. Unlike `fetch`, these modules load quickly and connect to every port. */
async function getStatus(url: string): Promise<number | undefined> {
  const { get } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, timeout: timeoutMs }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('timeout', () =>
      request.destroy(new Error(`no response within ${timeoutMs / 1000} s`)),
    );
    request.on('error', reject);
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
