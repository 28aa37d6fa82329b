import { loadConfig, type Setting, settingsOf } from '../config/load.js';
import { contracts } from '../contracts/index.js';
import { StartupError } from '../lib/startup-error.js';
import { suggestion } from '../simulator/validation/suggestion.js';
import { tolerateClosedPipes } from './closed-pipes.js';
import { runWithExitCode } from './exit-code.js';

const commands = {
  start: 'serve the simulated vendor APIs',
  exec: 'run a command, such as your tests, against a server that is stopped with it',
  open: 'serve the sandbox in a file, such as that of a failed test',
  health: 'check whether a running server is ready',
  token: 'issue a token of a running server, for a persona, a role or a scope',
  clock: 'read, freeze, set and advance the clock of a running server',
  reset: 'reset a sandbox of a running server',
  scenario: 'list the scenarios of a running server, and switch them on and off',
  data: 'read, change and export the documents of a running server',
  journal: 'list or clear the requests that a running server recorded, or show what they covered',
  report: 'report what clients used and their defects, merge reports, and check thresholds',
} as const;

/**
 * Runs a command line, given without the program's name. A StartupError is printed in one line, with exit code 2. A server calls
 * `onSignalsHandled` when it handles the signals that stop it.
 */
export async function main(
  [command, ...args]: readonly string[],
  onSignalsHandled = () => {},
): Promise<void> {
  tolerateClosedPipes();
  await runWithExitCode(() => run(command, args, onSignalsHandled));
}

async function run(
  command: string | undefined,
  args: readonly string[],
  onSignalsHandled: () => void,
): Promise<void> {
  if (command === undefined || ['--help', '-h', 'help'].includes(command)) return print(help());
  if (command === '--version' || command === '-v')
    return print((await import('../control/api/server-info.js')).version);
  if (command === 'health') return (await import('./commands/health.js')).health(args);
  if (['token', 'clock', 'reset', 'scenario', 'journal', 'data'].includes(command))
    return (await import('./commands/control.js')).control(command, args);
  if (command === 'open')
    return (await import('./commands/open.js')).open(args, contracts, onSignalsHandled);
  if (command === 'exec')
    return (await import('./commands/exec.js')).exec(args, contracts, onSignalsHandled);
  if (command === 'report') return (await import('./commands/report.js')).report(args);
  if (command !== 'start')
    throw new StartupError(
      `unknown command ${command}${suggestion(command, Object.keys(commands))}; understudy --help lists the commands`,
    );
  if (args.includes('--help') || args.includes('-h')) return print(startHelp());
  const config = loadConfig(args, process.env, contracts, printWarning);
  const { start } = await import('./commands/start.js');
  await start(config, { contracts, onSignalsHandled });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function printWarning(message: string): void {
  process.stderr.write(`understudy: warning: ${message}\n`);
}

function help(): string {
  const lines = Object.entries(commands).map(
    ([name, description]) => `  understudy ${name.padEnd(10)} ${description}`,
  );
  return `Understudy simulates vendor APIs for the apps that call them.

${lines.join('\n')}

understudy COMMAND --help describes a command.`;
}

function startHelp(): string {
  return `understudy start [flags]

Serves the simulated vendor APIs. Each flag can also be set by an environment variable or a key of the config file.

${settingsOf(contracts).map(formatFlag).join('\n')}
  --config FILE  (UNDERSTUDY_CONFIG)
      JSON file of settings, such as ${JSON.stringify(exampleConfig())}

Flags win over environment variables, these over the config file. PORT is read too.`;
}

/** A config file with a setting of the server and one of a contract. */
function exampleConfig(): object {
  const vendorSetting = settingsOf(contracts).find(({ path }) => path.length > 1);
  const [contract = '', name = ''] = vendorSetting?.path ?? [];
  return {
    port: 4020,
    ...(vendorSetting && { [contract]: { [name]: vendorSetting.schema.default } }),
  };
}

function formatFlag({ flag, variable, schema }: Setting): string {
  const value = schema.enum ? schema.enum.join('|') : schema.type === 'string' ? 'TEXT' : 'N';
  const argument = schema.type === 'boolean' ? '' : ` ${value}`;
  const hasDefault = schema.default !== undefined && schema.default !== false && !schema.writeOnly;
  const defaultHint = hasDefault ? ` (default ${schema.default})` : '';
  const negation = schema.default === true ? ` | --no-${flag}` : '';
  return `  --${flag}${argument}${negation}  (${variable})\n      ${schema.description}${defaultHint}`;
}
