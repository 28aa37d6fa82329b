import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type TSchema, Type } from '@sinclair/typebox';
import { defaultInstant } from '../../seeds/world/world.js';
import { StartupError } from '../lib/startup-error.js';
import type { Contract } from '../simulator/contract/contract.js';
import { Validator } from '../simulator/validation/validator.js';
import type { ClockState } from '../store/sandbox/clock.js';
import { Config } from './schema.js';

/** One setting with its names in the config file, on the command line and in the environment. */
export interface Setting {
  /** Its path in a config file: its name, or the name of a contract and its name. */
  readonly path: readonly string[];
  readonly flag: string;
  readonly variable: string;
  readonly schema: TSchema;
  /** An object schema with the value as its only property. */
  readonly wrapperSchema: TSchema;
}

type RawValues = Map<
  Setting,
  { readonly value: unknown; readonly source: string; readonly isText: boolean }
>;

const validation = new Validator(() => []);

/** What the configuration needs to know of a contract. */
type Configurable = Pick<Contract, 'name' | 'settings'>;

/** All settings of a server with these contracts, in the order in which they are explained. */
export function settingsOf(contracts: readonly Configurable[]): Setting[] {
  return [
    ...Object.entries(Config.properties).map(([name, schema]) => setting([name], schema)),
    ...contracts.flatMap(({ name: contract, settings: { properties } }) =>
      Object.entries(properties).map(([name, schema]) => setting([contract, name], schema)),
    ),
  ];
}

const configFlag = { type: 'string' } as const;

/**
 * Reads the settings of a server with these contracts from flags, then environment variables, then the config file, then
 * defaults. Throws StartupError naming every bad one.
 */
export function loadConfig(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  contracts: readonly Configurable[],
): Config {
  const settings = settingsOf(contracts);
  const flags = parseFlags(args, settings);
  const config = flags.config ?? env.UNDERSTUDY_CONFIG;
  const given: RawValues = new Map();
  if (config) mergeFile(String(config), settings, given);
  for (const each of settings) {
    const [name = ''] = each.path;
    const plain = name === 'port' || name === 'host' ? name.toUpperCase() : undefined;
    for (const variable of [plain, each.variable]) {
      const value = variable && env[variable];
      if (value) given.set(each, { value, source: variable, isText: true });
    }
    const value = flags[each.flag];
    if (value !== undefined) given.set(each, { value, source: `--${each.flag}`, isText: true });
  }
  return applyDefaults(settings, given);
}

/** Completes settings that a program gives as an object. Throws StartupError naming every bad one. */
export function resolveConfig(
  options: Readonly<Record<string, unknown>>,
  contracts: readonly Configurable[],
): Config {
  const settings = settingsOf(contracts);
  const given: RawValues = new Map();
  for (const [path, value] of flatten(options, settings))
    setRawValue({ path, value, source: path.join('.') }, settings, given);
  return applyDefaults(settings, given);
}

/** Parses a clock setting: running, frozen or an ISO time. Throws StartupError for anything else. */
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

/** A time, or a date, which means midnight UTC. */
const clockFormats = ['date-time', 'date'].map((format) =>
  Type.Object({ clock: Type.String({ format }) }),
);

function parseFlags(
  args: readonly string[],
  settings: readonly Setting[],
): Record<string, unknown> {
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
    const [message = ''] = (error as Error).message.split(/[.\n]/);
    throw new StartupError(`${message}. understudy start --help lists the flags.`);
  }
}

function mergeFile(file: string, settings: readonly Setting[], given: RawValues): void {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartupError(`the config file ${file} cannot be read: ${(error as Error).message}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new StartupError(`the config file ${file} must hold a JSON object`);
  }
  for (const [path, value] of flatten(content, settings))
    setRawValue({ path, value, source: `${path.join('.')} in ${file}` }, settings, given);
}

/** The values of a configuration object by their paths: a contract's settings are in an object under its name. */
function flatten(options: object, settings: readonly Setting[]): [string[], unknown][] {
  const contracts = new Set(
    settings.filter(({ path }) => path.length > 1).map(({ path }) => path[0]),
  );
  return Object.entries(options).flatMap(([name, value]): [string[], unknown][] =>
    contracts.has(name) && typeof value === 'object' && value !== null
      ? Object.entries(value).map(([inner, each]) => [[name, inner], each])
      : [[[name], value]],
  );
}

function setRawValue(
  { path, value, source }: { path: readonly string[]; value: unknown; source: string },
  settings: readonly Setting[],
  given: RawValues,
): void {
  const name = path.join('.');
  const known = settings.find((each) => each.path.join('.') === name);
  if (!known) {
    const names = settings.map((each) => each.path.join('.')).join(', ');
    throw new StartupError(`${source} is not a setting; the settings are ${names}`);
  }
  if (value !== undefined) given.set(known, { value, source, isText: false });
}

function applyDefaults(settings: readonly Setting[], given: RawValues): Config {
  const own: Record<string, unknown> = {};
  const contracts: Record<string, Record<string, unknown>> = {};
  const fieldErrors: string[] = [];
  for (const each of settings) {
    const raw = given.get(each);
    const wrapper = { value: raw ? coerceBoolean(raw.value, each.schema) : each.schema.default };
    if (raw) {
      const messages = validateSetting(each, wrapper, raw.isText);
      fieldErrors.push(...messages.map((message) => `${raw.source} ${message}`));
    }
    const [first = '', second] = each.path;
    if (second === undefined) own[first] = wrapper.value;
    else contracts[first] = { ...contracts[first], [second]: wrapper.value };
  }
  if (fieldErrors.length > 0) throw new StartupError(fieldErrors.join('; '));
  parseClockSetting(String(own.clock));
  return { ...own, contracts } as Config;
}

function validateSetting(
  { wrapperSchema }: Setting,
  wrapper: { value: unknown },
  isText: boolean,
): string[] {
  return validation
    .validate(wrapperSchema, wrapper, isText ? 'query' : 'body')
    .map(({ message }) => message);
}

/** Reads 1 and 0 as true and false, as environment variables are often written. */
function coerceBoolean(value: unknown, { type }: TSchema): unknown {
  if (type !== 'boolean') return value;
  return value === '1' ? true : value === '0' ? false : value;
}

function setting(path: readonly string[], schema: TSchema): Setting {
  const flag = path.join('-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const variable = `UNDERSTUDY_${flag.toUpperCase().replaceAll('-', '_')}`;
  return { path, flag, variable, schema, wrapperSchema: Type.Object({ value: schema }) };
}
