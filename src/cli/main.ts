import { loadConfig, type Setting, settingsOf } from '../config/load.js';
import { contracts } from '../contracts/index.js';
import { StartupError } from '../lib/startup-error.js';

const commands = { start: 'serve the simulator' } as const;

/** Does what a command line says, without its program's name. What its caller got wrong is told in one line, with exit code 2. */
export async function main([verb, ...rest]: readonly string[]): Promise<void> {
  try {
    await run(verb, rest);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    process.stderr.write(`understudy: ${error.message}\n`);
    process.exitCode = 2;
  }
}

async function run(verb: string | undefined, args: readonly string[]): Promise<void> {
  if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help')
    return print(help());
  if (verb === '--version' || verb === '-v')
    return print((await import('../control/api/server.js')).version);
  if (verb !== 'start')
    throw new StartupError(`there is no ${verb}; understudy --help lists what there is`);
  if (args.includes('--help') || args.includes('-h')) return print(startHelp());
  const config = loadConfig(args, process.env, contracts);
  const { start } = await import('./commands/start.js');
  await start(config, contracts);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function help(): string {
  const listed = Object.entries(commands).map(
    ([name, does]) => `  understudy ${name.padEnd(10)} ${does}`,
  );
  return `Understudy plays vendor APIs for the apps that call them.

${listed.join('\n')}

understudy VERB --help explains a verb.`;
}

function startHelp(): string {
  return `understudy start [flags]

Serves the simulated vendor APIs. Each flag is an environment variable too, and a key of the config file.

${settingsOf(contracts).map(formatFlag).join('\n')}
  --config FILE  (UNDERSTUDY_CONFIG)
      JSON file with settings by name, such as ${JSON.stringify(exampleConfig())}

Flags win over variables, variables over the config file. PORT and HOST work as well.`;
}

/** A config file with a setting of the server and one of a contract. */
function exampleConfig(): object {
  const ofContract = settingsOf(contracts).find(({ path }) => path.length > 1);
  const [contract = '', name = ''] = ofContract?.path ?? [];
  return { port: 4020, ...(ofContract && { [contract]: { [name]: ofContract.schema.default } }) };
}

function formatFlag({ flag, variable, schema }: Setting): string {
  const value =
    schema.type === 'boolean'
      ? ''
      : ` ${schema.enum ? schema.enum.join('|') : schema.type === 'string' ? 'TEXT' : 'N'}`;
  const hasDefault = schema.default !== undefined && schema.default !== false && !schema.writeOnly;
  const usual = hasDefault ? ` (default ${schema.default})` : '';
  const off = schema.default === true ? ` | --no-${flag}` : '';
  return `  --${flag}${value}${off}  (${variable})\n      ${schema.description}${usual}`;
}
