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
