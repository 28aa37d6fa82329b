import { loadConfig, settingsOf } from '../../config/load.js';
import type { Config } from '../../config/schema.js';
import { reportFolder } from '../../reporting/report-files.js';
import type { Contract } from '../../simulator/contract/contract.js';

/** What the arguments of `exec` say: the flags of the server, and the command. */
interface ExecArguments {
  readonly flags: readonly string[];
  readonly command: readonly string[];
}

/** Separates the flags of the server from the command, which begins after `--` or at the first word that is no flag. */
export function splitArguments(
  args: readonly string[],
  contracts: readonly Contract[],
): ExecArguments {
  const withValue = settingsOf(contracts).filter(({ schema }) => schema.type !== 'boolean');
  const takesValue = new Set(['--config', ...withValue.map(({ flag }) => `--${flag}`)]);
  let index = 0;
  for (let arg = args[0]; arg?.startsWith('-') && arg !== '--'; arg = args[index])
    index += takesValue.has(arg) ? 2 : 1;
  const rest = args.slice(index);
  return { flags: args.slice(0, index), command: rest[0] === '--' ? rest.slice(1) : rest };
}

/**
 * The settings of a server that lives as long as a command: a free port, memory and a log of errors only, unless the flags or
 * the environment say otherwise. Throws a StartupError that names every invalid setting.
 */
export function loadExecConfig(
  flags: readonly string[],
  env: NodeJS.ProcessEnv,
  contracts: readonly Contract[],
): Config {
  // Where the application under test listens, or another server, is not where this one does.
  const { PORT: _, UNDERSTUDY_PORT: __, ...others } = env;
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value));
  const hasFolder = given.UNDERSTUDY_DATA || flags.some((flag) => /^--data(=|$)/.test(flag));
  const defaults = {
    UNDERSTUDY_PORT: '0',
    UNDERSTUDY_LOG_LEVEL: 'error',
    UNDERSTUDY_REPORT: reportFolder,
    ...(!hasFolder && { UNDERSTUDY_EPHEMERAL: 'true' }),
  };
  return loadConfig(flags, { ...defaults, ...given }, contracts, (message) =>
    process.stderr.write(`understudy: warning: ${message}\n`),
  );
}
