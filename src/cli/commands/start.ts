import type { AddressInfo } from 'node:net';
import closeWithGrace from 'close-with-grace';
import type { FastifyRequest } from 'fastify';
import { type Logger, pino } from 'pino';
import type { Config } from '../../config/schema.js';
import { type Server, startServer } from '../../server.js';
import type { Contract } from '../../simulator/contract/contract.js';
import { redactUrl } from '../../simulator/redaction/text-redaction.js';
import type { Progress } from '../../store/template/cache.js';
import { createExamples, type Examples, renderBanner } from '../banner.js';
import { recordServer } from '../running-servers.js';

/** What a start needs besides its settings. */
interface StartOptions {
  readonly contracts: readonly Contract[];
  readonly onSignalsHandled: () => void;
  /** Is done before the server is announced. */
  readonly prepare?: (server: Server) => Promise<void>;
}

/**
 * Runs the server with a log until a signal stops the process. Calls `onSignalsHandled` as soon as signals do. Throws a StartupError
 * if it cannot start.
 */
export async function start(
  config: Config,
  { contracts, onSignalsHandled, prepare = async () => {} }: StartOptions,
): Promise<void> {
  const isTerminal = process.stdout.isTTY === true;
  const logger = await createLogger(config, isTerminal);
  const progress = progressBar(config.devices);
  const startup = new AbortController();
  let starting: Promise<Server> | undefined;
  let removeRecord = () => {};
  // Before anything is seeded, because process 1 of a container ignores signals that it has no handler for.
  const { uninstall } = closeWithGrace(
    { delay: 10_000, logger: false },
    async ({ err, signal }) => {
      if (err) logger.fatal({ err }, 'stopping after an uncaught error');
      else logger.info(`stopping on ${signal}`);
      startup.abort();
      const server = await starting?.catch(() => undefined);
      removeRecord();
      await server?.fastify.close();
    },
  );
  onSignalsHandled();
  let server: Server;
  try {
    starting = startServer(config, { contracts, logger, progress, signal: startup.signal });
    server = await starting;
    await prepare(server);
  } catch (error) {
    if (startup.signal.aborted) return;
    uninstall();
    await (await starting?.catch(() => undefined))?.fastify.close();
    throw error;
  }
  if (startup.signal.aborted) return;
  removeRecord = recordServer(numericUrl(server));
  const examples = createExamples(server);
  if (!isTerminal)
    logger.info(startupLogFields(server, examples), `Understudy listens at ${server.url}`);
  printBanner(server, examples, config);
}

/** A URL for this machine without a name, because an image may have no hosts file that resolves localhost. */
function numericUrl({ url, fastify }: Server): string {
  const { address, port } = fastify.server.address() as AddressInfo;
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`;
  return address === '::' ? `http://[::1]:${port}` : url;
}

/** Prints to standard error where standard output is not a terminal, because programs parse the log there line by line. */
function printBanner(server: Server, examples: Examples, { logLevel }: Config): void {
  const { generatedAdminToken } = server;
  if (process.stdout.isTTY) process.stdout.write(renderBanner(server, examples));
  else if (logLevel !== 'silent') process.stderr.write(renderBanner(server, examples));
  else if (generatedAdminToken)
    process.stderr.write(`understudy: the admin token is ${generatedAdminToken}\n`);
}

async function createLogger({ logLevel: level }: Config, isTerminal: boolean): Promise<Logger> {
  const serializers = {
    req: ({ method, url = '' }: FastifyRequest) => ({ method, url: redactUrl(url) }),
  };
  if (!isTerminal) return pino({ level, serializers });
  const { default: pretty } = await import('pino-pretty');
  return pino(
    { level, serializers },
    pretty({ sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' }),
  );
}

/** What the log contains of the banner, for programs. */
function startupLogFields({ url, generatedAdminToken }: Server, examples: Examples) {
  return {
    url,
    docs: `${url}/docs`,
    ...(generatedAdminToken && { adminToken: generatedAdminToken }),
    try: [...examples.values()].map(({ command }) => command),
  };
}

/** Shows the progress of building a large world; only on a terminal. */
function progressBar(devices: number): Progress | undefined {
  const { stderr } = process;
  if (!stderr.isTTY || devices < 20_000) return undefined;
  const width = 30;
  return (what, done, total = devices) => {
    const share = Math.min(done / total, 1);
    const bar = '='.repeat(Math.round(share * width)).padEnd(width);
    const [step, items] = what === 'documents' ? ['seeding', 'devices'] : ['indexing', 'indexes'];
    const summary = `${Math.round(share * 100)}% of ${total.toLocaleString('en')} ${items}`;
    const isLast = what === 'indexes' && done === total;
    stderr.write(`\r${step.padEnd(8)} [${bar}] ${summary.padEnd(28)}${isLast ? '\n' : ''}`);
  };
}
