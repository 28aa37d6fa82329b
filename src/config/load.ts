import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type TSchema, Type } from '@sinclair/typebox';
import { defaultInstant } from '../../seeds/world/world.js';
import { StartupError } from '../lib/startup-error.js';
import { Validator } from '../simulator/validation/validator.js';
import type { ClockState } from '../store/sandbox/clock.js';
import { Config, vendorSettings } from './schema.js';

/** One setting, by all the names it goes by. */
export interface Setting {
  /** Where it stands in a config file: a name, or a contract's and a name. */
  readonly path: readonly string[];
  readonly flag: string;
  readonly variable: string;
  readonly schema: TSchema;
  /** An object that holds its value, and nothing else. */
  readonly wrapperSchema: TSchema;
}

type RawValues = Map<
  Setting,
  { readonly value: unknown; readonly said: string; readonly isText: boolean }
>;

const validation = new Validator(() => []);

/** All settings, in the order in which they are explained. */
export const settings: readonly Setting[] = [
  ...Object.entries(Config.properties).map(([name, schema]) => setting([name], schema)),
  ...Object.entries(vendorSettings).flatMap(([contract, { properties }]) =>
    Object.entries(properties).map(([name, schema]) =>
      setting([contract, name], schema as TSchema),
    ),
  ),
];

const configFlag = { type: 'string' } as const;

/** Settings from flags, then environment variables, then the config file, then defaults. Throws StartError naming every bad one. */
export function loadConfig(args: readonly string[], env: NodeJS.ProcessEnv): Config {
  const flags = parseFlags(args);
  const config = flags.config ?? env.UNDERSTUDY_CONFIG;
  const given: RawValues = new Map();
  if (config) mergeFile(String(config), given);
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
  return applyDefaults(given);
}

/** Settings given as an object, as a program does. Throws StartError naming every bad one. */
export function resolveConfig(options: Readonly<Record<string, unknown>>): Config {
  const given: RawValues = new Map();
  mergeObject(options, given, (path) => path.join('.'));
  return applyDefaults(given);
}

/** What a clock setting means. Throws StartError when it means nothing. */
export function parseClockSetting(clock: string): ClockState {
  if (clock === 'running') return { frozen: false, value: 0 };
  const instant = Date.parse(clock === 'frozen' ? defaultInstant : clock);
  const isKnown =
    clock === 'frozen' ||
    clockFormats.some((form) => validation.validate(form, { clock }, 'query').length === 0);
  if (!isKnown || !(instant >= Date.parse('1970-01-02'))) {
    throw new StartupError(
      `clock must be running, frozen or an ISO time such as ${defaultInstant}, not ${JSON.stringify(clock)}`,
    );
  }
  return { frozen: true, value: instant };
}

/** An instant, or a day, which begins at midnight UTC. */
const clockFormats = ['date-time', 'date'].map((format) =>
  Type.Object({ clock: Type.String({ format }) }),
);

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
    throw new StartupError(`${said}. understudy start --help lists the flags.`);
  }
}

function mergeFile(file: string, given: RawValues): void {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartupError(`the config file ${file} cannot be read: ${(error as Error).message}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new StartupError(`the config file ${file} must hold a JSON object`);
  }
  mergeObject(content as Record<string, unknown>, given, (path) => `${path.join('.')} in ${file}`);
}

function mergeObject(
  options: Readonly<Record<string, unknown>>,
  given: RawValues,
  say: (path: readonly string[]) => string,
): void {
  const entries = Object.entries(options).flatMap(([name, value]): [string[], unknown][] =>
    name in vendorSettings && typeof value === 'object' && value !== null
      ? Object.entries(value).map(([inner, each]) => [[name, inner], each])
      : [[[name], value]],
  );
  for (const [path, value] of entries) {
    const known = settings.find((each) => each.path.join('.') === path.join('.'));
    if (!known)
      throw new StartupError(
        `${say(path)} is no setting; there are ${settings.map((each) => each.path.join('.')).join(', ')}`,
      );
    if (value !== undefined) given.set(known, { value, said: say(path), isText: false });
  }
}

function applyDefaults(given: RawValues): Config {
  const read: Record<string, unknown> = {};
  const contracts: Record<string, Record<string, unknown>> = {};
  const fieldErrors: string[] = [];
  for (const each of settings) {
    const found = given.get(each);
    const held = { value: found ? coerceBoolean(found.value, each.schema) : each.schema.default };
    if (found)
      fieldErrors.push(
        ...validateSetting(each, held, found.isText).map(
          (fieldError) => `${found.said} ${fieldError}`,
        ),
      );
    const [first = '', second] = each.path;
    if (second === undefined) read[first] = held.value;
    else contracts[first] = { ...contracts[first], [second]: held.value };
  }
  if (fieldErrors.length > 0) throw new StartupError(fieldErrors.join('; '));
  parseClockSetting(String(read.clock));
  return { ...read, contracts } as Config;
}

function validateSetting(
  { wrapperSchema }: Setting,
  held: { value: unknown },
  isText: boolean,
): string[] {
  return validation
    .validate(wrapperSchema, held, isText ? 'query' : 'body')
    .map(({ message }) => message);
}

/** Environment variables say 1 and 0 where they mean true and false. */
function coerceBoolean(value: unknown, { type }: TSchema): unknown {
  if (type !== 'boolean') return value;
  return value === '1' ? true : value === '0' ? false : value;
}

function setting(path: readonly string[], schema: TSchema): Setting {
  const flag = path.join('-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const variable = `UNDERSTUDY_${flag.toUpperCase().replaceAll('-', '_')}`;
  return { path, flag, variable, schema, wrapperSchema: Type.Object({ value: schema }) };
}
