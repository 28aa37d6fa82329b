import closeWithGrace from 'close-with-grace';
import type { FastifyRequest } from 'fastify';
import { type Logger, pino } from 'pino';
import type { Config } from '../../config/schema.js';
import { type Server, startServer } from '../../server.js';
import type { Contract } from '../../simulator/contract/contract.js';
import { redactUrl } from '../../simulator/journal/redaction.js';
import type { Progress } from '../../store/template/cache.js';
import { exampleCommands, renderBanner } from '../banner.js';

/** Runs the server as this process: with a log, and until a signal ends it. Throws StartupError when it cannot start. */
export async function start(options: Config, contracts: readonly Contract[]): Promise<void> {
  const isTerminal = process.stdout.isTTY === true;
  const logger = await createLogger(options, isTerminal);
  const progress = progressBar(options.devices);
  const server = await startServer(options, { contracts, logger, progress });
  closeWithGrace({ delay: 10_000, logger: false }, async ({ err, signal }) => {
    if (err) logger.fatal({ err }, 'stopping after an error that nobody caught');
    else logger.info(`stopping on ${signal}`);
    await server.fastify.close();
  });
  if (isTerminal) process.stdout.write(renderBanner(server));
  else logger.info(startupLogFields(server), `Understudy serves at ${server.url}`);
  if (server.generatedAdminToken && !isTerminal && !logger.isLevelEnabled('info')) {
    process.stderr.write(
      `understudy: the token of the control plane is ${server.generatedAdminToken}\n`,
    );
  }
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

/** What a log says where a terminal shows the welcome. */
function startupLogFields({ url, generatedAdminToken, ...server }: Server) {
  return {
    url,
    ...(generatedAdminToken && { adminToken: generatedAdminToken }),
    try: exampleCommands({ url, ...server }),
  };
}

/** Shows how far a large world is, on a terminal; elsewhere nothing is shown. */
function progressBar(devices: number): Progress | undefined {
  const { stderr } = process;
  if (!stderr.isTTY || devices < 20_000) return undefined;
  const width = 30;
  return (what, done, of = devices) => {
    const share = Math.min(done / of, 1);
    const bar = '='.repeat(Math.round(share * width)).padEnd(width);
    const [doing, things] = what === 'documents' ? ['seeding', 'devices'] : ['indexing', 'indexes'];
    const all = `${Math.round(share * 100)}% of ${of.toLocaleString('en')} ${things}`;
    const isLast = what === 'indexes' && done === of;
    stderr.write(`\r${doing.padEnd(8)} [${bar}] ${all.padEnd(28)}${isLast ? '\n' : ''}`);
  };
}
