import { StartupError } from './startup-error.js';

/** True for a loopback address or host name: `localhost`, `*.localhost`, `127.0.0.0/8`, `::1`. */
export function isLoopback(host: string): boolean {
  return /^(localhost|[\w.-]+\.localhost|127(\.\d+){3}|\[?::1\]?|\[?::ffff:127(\.\d+){3}\]?)$/i.test(
    host,
  );
}

/** Splits a comma-separated list of web origins. */
export function parseOrigins(list: string): readonly string[] {
  return list.split(',').map((origin) => origin.trim());
}

/** Whether a list contains an origin; `*` is every origin. A request without Origin is not one of a page. */
export function allowsOrigin(origins: readonly string[], origin: string | undefined): boolean {
  return origin !== undefined && (origins.includes('*') || origins.includes(origin));
}

/** Splits a comma-separated list of host names; one that begins with a period is a suffix. Throws a StartupError for anything else. */
export function parseHostNames(list: string): readonly string[] {
  const names = list
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const invalid = names.find((name) => !/^(\.?[\w-]+(\.[\w-]+)*|\[[\da-f:.]+\])$/.test(name));
  if (invalid === undefined) return names;
  throw new StartupError(
    `allowHost must be host names without a port, separated by commas, such as host.docker.internal or .internal, not ${JSON.stringify(invalid)}`,
  );
}

/** Whether a list contains a host name, or a suffix of it. */
export function allowsHost(names: readonly string[], host: string): boolean {
  const name = host.toLowerCase();
  return names.some((each) => (each.startsWith('.') ? name.endsWith(each) : name === each));
}
