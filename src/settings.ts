import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type TSchema, Type } from '@sinclair/typebox';
import { worldInstant } from '../seeds/world.js';
import { contractSettings, Options } from './options.js';
import { Validation } from './simulator/validation.js';
import type { ClockState } from './store/clock.js';
import { StartError } from './store/start-error.js';

/** One setting, by all the names it goes by. */
export interface Setting {
  /** Where it stands in a config file: a name, or a contract's and a name. */
  readonly path: readonly string[];
  readonly flag: string;
  readonly variable: string;
  readonly schema: TSchema;
  /** An object that holds its value, and nothing else. */
  readonly holder: TSchema;
}

type Given = Map<
  Setting,
  { readonly value: unknown; readonly said: string; readonly isText: boolean }
>;

const validation = new Validation(() => []);

/** All settings, in the order in which they are explained. */
export const settings: readonly Setting[] = [
  ...Object.entries(Options.properties).map(([name, schema]) => setting([name], schema)),
  ...Object.entries(contractSettings).flatMap(([contract, { properties }]) =>
    Object.entries(properties).map(([name, schema]) =>
      setting([contract, name], schema as TSchema),
    ),
  ),
];

const configFlag = { type: 'string' } as const;

/** Settings from flags, then environment variables, then the config file, then defaults. Throws StartError naming every bad one. */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const flags = parseFlags(args);
  const config = flags.config ?? env.UNDERSTUDY_CONFIG;
  const given: Given = new Map();
  if (config) fromFile(String(config), given);
  for (const each of settings) {
    const [name = ''] = each.path;
    const plain = name === 'port' || name === 'host' ? name.toUpperCase() : undefined;
    for (const variable of [plain, each.variable]) {
      const value = variable && env[variable];
      if (value) given.set(each, { value, said: variable, isText: true });
    }
    const value = flags[each.flag];
    if (value !== undefined) given.set(each, { value, said: `--${each.flag}`, isText: true });
  }
  return complete(given);
}

/** Settings given as an object, as a program does. Throws StartError naming every bad one. */
export function completeSettings(options: Readonly<Record<string, unknown>>): Options {
  const given: Given = new Map();
  fromObject(options, given, (path) => path.join('.'));
  return complete(given);
}

/** What a clock setting means. Throws StartError when it means nothing. */
export function clockState(clock: string): ClockState {
  if (clock === 'running') return { frozen: false, value: 0 };
  const instant = Date.parse(clock === 'frozen' ? worldInstant : clock);
  const isKnown =
    clock === 'frozen' ||
    iso.some((form) => validation.faults(form, { clock }, 'query').length === 0);
  if (!isKnown || !(instant >= Date.parse('1970-01-02'))) {
    throw new StartError(
      `clock must be running, frozen or an ISO time such as ${worldInstant}, not ${JSON.stringify(clock)}`,
    );
  }
  return { frozen: true, value: instant };
}

/** An instant, or a day, which begins at midnight UTC. */
const iso = ['date-time', 'date'].map((format) => Type.Object({ clock: Type.String({ format }) }));

function parseFlags(args: readonly string[]): Record<string, unknown> {
  const options = Object.fromEntries(
    settings.map(({ flag, schema }) => [
      flag,
      { type: schema.type === 'boolean' ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...options, config: configFlag },
      allowNegative: true,
    });
    return values;
  } catch (error) {
    const [said = ''] = (error as Error).message.split(/[.\n]/);
    throw new StartError(`${said}. understudy start --help lists the flags.`);
  }
}

function fromFile(file: string, given: Given): void {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartError(`the config file ${file} cannot be read: ${(error as Error).message}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new StartError(`the config file ${file} must hold a JSON object`);
  }
  fromObject(content as Record<string, unknown>, given, (path) => `${path.join('.')} in ${file}`);
}

function fromObject(
  options: Readonly<Record<string, unknown>>,
  given: Given,
  say: (path: readonly string[]) => string,
): void {
  const entries = Object.entries(options).flatMap(([name, value]): [string[], unknown][] =>
    name in contractSettings && typeof value === 'object' && value !== null
      ? Object.entries(value).map(([inner, each]) => [[name, inner], each])
      : [[[name], value]],
  );
  for (const [path, value] of entries) {
    const known = settings.find((each) => each.path.join('.') === path.join('.'));
    if (!known)
      throw new StartError(
        `${say(path)} is no setting; there are ${settings.map((each) => each.path.join('.')).join(', ')}`,
      );
    if (value !== undefined) given.set(known, { value, said: say(path), isText: false });
  }
}

function complete(given: Given): Options {
  const read: Record<string, unknown> = {};
  const contracts: Record<string, Record<string, unknown>> = {};
  const faults: string[] = [];
  for (const each of settings) {
    const found = given.get(each);
    const held = { value: found ? spelled(found.value, each.schema) : each.schema.default };
    if (found)
      faults.push(...faultsOf(each, held, found.isText).map((fault) => `${found.said} ${fault}`));
    const [first = '', second] = each.path;
    if (second === undefined) read[first] = held.value;
    else contracts[first] = { ...contracts[first], [second]: held.value };
  }
  if (faults.length > 0) throw new StartError(faults.join('; '));
  clockState(String(read.clock));
  return { ...read, contracts } as Options;
}

function faultsOf({ holder }: Setting, held: { value: unknown }, isText: boolean): string[] {
  return validation.faults(holder, held, isText ? 'query' : 'body').map(({ message }) => message);
}

/** Environment variables say 1 and 0 where they mean true and false. */
function spelled(value: unknown, { type }: TSchema): unknown {
  if (type !== 'boolean') return value;
  return value === '1' ? true : value === '0' ? false : value;
}

function setting(path: readonly string[], schema: TSchema): Setting {
  const flag = path.join('-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const variable = `UNDERSTUDY_${flag.toUpperCase().replaceAll('-', '_')}`;
  return { path, flag, variable, schema, holder: Type.Object({ value: schema }) };
}
