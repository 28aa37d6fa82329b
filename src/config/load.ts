import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type TSchema, Type } from '@sinclair/typebox';
import { defaultInstant } from '../../seeds/world/world.js';
import { dayMs } from '../lib/calculation/durations.js';
import { parseHostNames } from '../lib/origins.js';
import { StartupError } from '../lib/startup-error.js';
import type { Contract } from '../simulator/contract/contract.js';
import { parseTrustedPeers } from '../simulator/proxy/trusted-peers.js';
import { nearest, suggestion } from '../simulator/validation/suggestion.js';
import { Validator } from '../simulator/validation/validator.js';
import { type ClockState, systemNow } from '../store/time/clock.js';
import { configVariable, readVariables, type Warn } from './environment.js';
import { Config } from './schema.js';

/** A setting and its names in each source. */
export interface Setting {
  /** Its keys in the config file: a name, or a contract's name and a name. */
  readonly path: readonly string[];
  readonly flag: string;
  readonly variable: string;
  readonly schema: TSchema;
  /** The schema of an object whose `value` is the setting, for messages without the setting's name. */
  readonly wrapperSchema: TSchema;
}

/** A given value and the name of its source for messages: a flag, a variable or a key. */
interface RawValue {
  readonly value: unknown;
  readonly source: string;
  readonly isText: boolean;
}

type RawValues = Map<Setting, RawValue>;

const validator = new Validator(() => []);

/** The parts of a contract that declare its settings. */
type Configurable = Pick<Contract, 'name' | 'settings'>;

/** All settings of a server with these contracts, in the order in which the help lists them. */
export function settingsOf(contracts: readonly Configurable[]): Setting[] {
  return [
    ...Object.entries(Config.properties).map(([name, schema]) => defineSetting([name], schema)),
    ...contracts.flatMap(({ name: contract, settings: { properties } }) =>
      Object.entries(properties).map(([name, schema]) => defineSetting([contract, name], schema)),
    ),
  ];
}

const configFlag = { type: 'string' } as const;

/**
 * Loads the settings: flags win over environment variables, these over the config file, this over the defaults. Throws a
 * StartupError that names every invalid setting. Environment variables that are ignored are reported to `warn`.
 */
export function loadConfig(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  contracts: readonly Configurable[],
  warn: Warn = () => {},
): Config {
  const settings = settingsOf(contracts);
  const flags = parseFlags(args, settings);
  const config = flags.config ?? env[configVariable];
  const values: RawValues = new Map();
  const errors = config ? mergeFile(String(config), settings, values) : [];
  for (const [setting, variable] of readVariables(env, settings, warn))
    values.set(setting, { ...variable, isText: true });
  for (const each of settings) {
    const value = flags[each.flag];
    if (value !== undefined) values.set(each, { value, source: `--${each.flag}`, isText: true });
  }
  return applyDefaults(settings, values, errors);
}

/** Completes the settings that a program gives as an object. Throws a StartupError that names every invalid one. */
export function resolveConfig(
  options: Readonly<Record<string, unknown>>,
  contracts: readonly Configurable[],
): Config {
  const settings = settingsOf(contracts);
  const values: RawValues = new Map();
  return applyDefaults(settings, values, mergeValues(options, '', settings, values));
}

const frozenNow = 'frozen-now';

/** Adds the present time to `frozen-now`, at which the clock then stands however often the setting is read. */
export function resolveClockSetting(clock: string): string {
  return clock === frozenNow ? `${frozenNow}@${new Date(systemNow()).toISOString()}` : clock;
}

/**
 * By how many days the dates of a world are moved under a clock setting, so that they end shortly before the start. The clocks
 * `frozen` and of an ISO time move nothing, so that the same seed has the same bytes.
 */
export function worldShiftDays(setting: string): number {
  const clock = resolveClockSetting(setting);
  const isShifted = clock === 'running' || clock.startsWith(`${frozenNow}@`);
  if (!isShifted) return 0;
  const now = clock === 'running' ? systemNow() : Date.parse(clock.slice(frozenNow.length + 1));
  return Math.floor(now / dayMs) - Math.floor(Date.parse(defaultInstant) / dayMs);
}

/** Parses `running`, `frozen`, `frozen-now` or an ISO time. Throws a StartupError for anything else. */
export function parseClockSetting(setting: string): ClockState {
  const clock = resolveClockSetting(setting).replace(`${frozenNow}@`, '');
  if (clock === 'running') return { frozen: false, value: 0 };
  const instant = Date.parse(clock === 'frozen' ? defaultInstant : clock);
  const isValid =
    clock === 'frozen' ||
    clockFormats.some((format) => validator.validate(format, { clock }, 'query').length === 0);
  if (!isValid || !(instant >= Date.parse('1970-01-02'))) {
    throw new StartupError(
      `clock must be running, frozen, frozen-now or an ISO time such as ${defaultInstant}, not ${JSON.stringify(clock)}`,
    );
  }
  return { frozen: true, value: instant };
}

/** The parsers of settings whose formats a schema cannot express. Each throws a StartupError for an invalid text. */
const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  clock: parseClockSetting,
  trustProxy: parseTrustedPeers,
  allowHost: parseHostNames,
};

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
    const [, name = ''] = /'--([\w-]+)/.exec(message) ?? [];
    const found = nearest(
      name,
      settings.map(({ flag }) => flag),
    );
    const hint = found === undefined || found === name ? '.' : `; did you mean --${found}?`;
    throw new StartupError(`${message}${hint} understudy start --help lists the flags.`);
  }
}

/** Adds the values of a config file, and returns the errors. */
function mergeFile(file: string, settings: readonly Setting[], values: RawValues): string[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartupError(`the config file ${file} cannot be read: ${(error as Error).message}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new StartupError(`the config file ${file} must hold a JSON object`);
  }
  return mergeValues(content, ` in ${file}`, settings, values);
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

/** Adds the values of a configuration object, and returns the errors of names that are no setting. `place` follows each name. */
function mergeValues(
  options: object,
  place: string,
  settings: readonly Setting[],
  values: RawValues,
): string[] {
  const names = settings.map(({ path }) => path.join('.'));
  const errors: string[] = [];
  for (const [path, value] of flatten(options, settings)) {
    const name = path.join('.');
    const setting = settings[names.indexOf(name)];
    const source = `${name}${place}`;
    if (!setting) {
      const hint = suggestion(name, names) || `; the settings are ${names.join(', ')}`;
      errors.push(`${source} is not a setting${hint}`);
    } else if (value !== undefined) values.set(setting, { value, source, isText: false });
  }
  return errors;
}

/** Completes and validates the values. Throws a StartupError with these errors and those that it finds. */
function applyDefaults(settings: readonly Setting[], values: RawValues, errors: string[]): Config {
  const config: Record<string, unknown> = {};
  const contracts: Record<string, Record<string, unknown>> = {};
  for (const each of settings) {
    const raw = values.get(each);
    // Validation converts text to the setting's type in place.
    const [first = '', second] = each.path;
    // A contract's setting takes its default from the server's setting of the same name.
    const fallback = (second !== undefined && config[second]) || each.schema.default;
    const wrapper = { value: raw ? coerceBoolean(raw.value, each.schema) : fallback };
    if (raw) errors.push(...validateSetting(each, wrapper, raw));
    if (second === undefined) config[first] = wrapper.value;
    else contracts[first] = { ...contracts[first], [second]: wrapper.value };
  }
  if (errors.length > 0) throw new StartupError(errors.join('; '));
  config.clock = resolveClockSetting(String(config.clock));
  return { ...config, contracts } as Config;
}

function validateSetting(
  { path, wrapperSchema }: Setting,
  wrapper: { value: unknown },
  { source, isText }: RawValue,
): string[] {
  const errors = validator.validate(wrapperSchema, wrapper, isText ? 'query' : 'body');
  if (errors.length > 0) return errors.map(({ message }) => `${source} ${message}`);
  try {
    parsers[path.join('.')]?.(String(wrapper.value));
    return [];
  } catch (error) {
    if (error instanceof StartupError) return [error.message];
    throw error;
  }
}

/** Environment variables may use 1 and 0 for true and false. */
function coerceBoolean(value: unknown, { type }: TSchema): unknown {
  if (type !== 'boolean') return value;
  return value === '1' ? true : value === '0' ? false : value;
}

function defineSetting(path: readonly string[], schema: TSchema): Setting {
  const flag = path.join('-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const variable = `UNDERSTUDY_${flag.toUpperCase().replaceAll('-', '_')}`;
  return { path, flag, variable, schema, wrapperSchema: Type.Object({ value: schema }) };
}
