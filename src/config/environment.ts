import { nearest } from '../simulator/validation/suggestion.js';

/** The part of a setting that the environment is searched for. */
interface NamedSetting {
  readonly path: readonly string[];
  readonly variable: string;
}

/** The value of an environment variable and the variable's name. */
interface Variable {
  readonly value: string;
  readonly source: string;
}

/** Receives a message about a variable that is ignored. */
export type Warn = (message: string) => void;

/** The variable that names the config file. */
export const configVariable = 'UNDERSTUDY_CONFIG';

const prefix = 'UNDERSTUDY_';

/** Variables that `exec` sets for the command that it runs. */
const execVariables = /^UNDERSTUDY_(URL|TOKEN_\w+)$/;

/** Names that Kubernetes sets for a Service, and Docker for a link, whose name is or begins with `understudy`. */
const serviceVariables =
  /^UNDERSTUDY_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;

/** The value that Kubernetes gives `UNDERSTUDY_PORT` and the ports of other Services. */
const serviceAddress = /^(tcp|udp|sctp):\/\//;

/**
 * Reads the variables of the settings; empty ones count as unset. Warns about those that a container platform set for a
 * Service and about those that are no setting.
 */
export function readVariables<Named extends NamedSetting>(
  env: NodeJS.ProcessEnv,
  settings: readonly Named[],
  warn: Warn,
): Map<Named, Variable> {
  const isInjected = (name: string) =>
    serviceVariables.test(name) || (/_PORT$/.test(name) && serviceAddress.test(env[name] ?? ''));
  const given = Object.keys(env).filter((name) => name.startsWith(prefix) && env[name]);
  warnOfServiceVariables(given.filter(isInjected), warn);
  const own = given.filter((name) => !isInjected(name));
  warnOfUnknownVariables(own, [...settings.map(({ variable }) => variable), configVariable], warn);
  const found = new Map<Named, Variable>();
  for (const setting of settings) {
    // Hosting platforms set PORT. HOST is not read, because shells and package managers set it to the machine's name.
    const unprefixed = setting.path.join('.') === 'port' ? 'PORT' : undefined;
    for (const source of [unprefixed, setting.variable]) {
      const value = source && !isInjected(source) && env[source];
      if (value) found.set(setting, { value, source });
    }
  }
  return found;
}

function warnOfServiceVariables([first, ...others]: readonly string[], warn: Warn): void {
  if (first === undefined) return;
  const names =
    others.length > 0
      ? `${first} and ${others.length} more that begin with ${prefix} are`
      : `${first} is`;
  warn(
    `${names} ignored: a container platform sets such variables for a Service called understudy (enableServiceLinks: false leaves them out)`,
  );
}

function warnOfUnknownVariables(
  names: readonly string[],
  known: readonly string[],
  warn: Warn,
): void {
  const candidates = known.map((name) => name.slice(prefix.length));
  for (const name of names.filter((each) => !known.includes(each) && !execVariables.test(each))) {
    const found = nearest(name.slice(prefix.length), candidates);
    warn(
      `${name} is ignored: it is not a setting${found ? `; did you mean ${prefix}${found}?` : ''}`,
    );
  }
}
