import type { Config } from '../../config/schema.js';
import { StartupError } from '../../lib/startup-error.js';
import { clearReport, finishReport, reportFolder } from '../../reporting/report-files.js';
import { type Server, startServer } from '../../server.js';
import type { Contract } from '../../simulator/contract/contract.js';
import { loadExecConfig, splitArguments } from '../exec/arguments.js';
import { runCommand, signalExitCode } from '../exec/command.js';
import { environmentOf } from '../exec/environment.js';
import { SignalForwarder } from '../exec/signals.js';

const help = `understudy exec [flags] [--] COMMAND [ARGUMENT ...]

Starts a server on a free port, runs a command with its address in the environment, stops the server, and exits with the exit
code of the command: 128 and the number of the signal where one ended it, 127 where there is no such command. A single word
with spaces is run by the shell: understudy exec -- "npm run build && npm test".

The environment of the command has
  UNDERSTUDY_URL
      the origin to use instead of the vendor's
  UNDERSTUDY_TOKEN_<CONTRACT>_<ROLE>
      a token of each seeded user, valid for a day, by the vendor and the persona: upper case, with _ for all but letters and digits
  UNDERSTUDY_ADMIN_TOKEN
      the token of the control plane, if it requires one

The flags are those of understudy start. By default everything is in memory, only errors are logged, to standard
error, and a report of what the command used of the vendor APIs is left in ${reportFolder}/.`;

/**
 * Runs a command against a server that lives as long as the command does, and sets the exit code of this process to that of the
 * command. Calls `onSignalsHandled` as soon as signals are passed on. Throws a StartupError if the server cannot start.
 */
export async function exec(
  args: readonly string[],
  contracts: readonly Contract[],
  onSignalsHandled: () => void,
): Promise<void> {
  const { flags, command } = splitArguments(args, contracts);
  if (flags.includes('--help') || flags.includes('-h'))
    return void process.stdout.write(`${help}\n`);
  const config = loadExecConfig(flags, process.env, contracts);
  if (command.length === 0)
    throw new StartupError('exec needs a command, such as understudy exec -- npm test');
  const { report } = config;
  if (report !== undefined) clearReport(report);
  const signals = new SignalForwarder();
  onSignalsHandled();
  const server = await startUnlessStopped(config, contracts, signals);
  try {
    process.exitCode = server
      ? await runCommand(command, environmentOf(server), signals)
      : signalExitCode(signals.received ?? null);
  } finally {
    await server?.fastify.close();
    if (server && report !== undefined) process.stderr.write(`${finishReport(report).text}\n`);
    signals.stop();
  }
}

/** Starts the server; undefined if a signal arrives meanwhile. */
async function startUnlessStopped(
  config: Config,
  contracts: readonly Contract[],
  signals: SignalForwarder,
): Promise<Server | undefined> {
  try {
    const logger = await createErrorLog(config);
    const server = await startServer(config, { contracts, logger, signal: signals.aborted });
    if (!signals.received) return server;
    await server.fastify.close();
  } catch (error) {
    if (!signals.received) throw error;
  }
  return undefined;
}

/** A log on standard error, because standard output is that of the command. */
async function createErrorLog({ logLevel: level }: Config) {
  if (level === 'silent') return undefined;
  const { destination, pino } = await import('pino');
  return pino({ level }, destination({ fd: 2, sync: true }));
}
