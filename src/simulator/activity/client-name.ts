/**
 * The program that made a call: the first product in its `User-Agent` (RFC 9110, section 10.1.5) without its version, so that all
 * browsers are `Mozilla`. Empty for a call that does not name one.
 */
export function clientName(userAgent: unknown): string {
  return typeof userAgent === 'string'
    ? (/^[\w.+-]{1,40}(?=[/\s]|$)/.exec(userAgent)?.[0] ?? '')
    : '';
}

/** The clients of a call as text. */
export function describeClients(names: readonly string[]): string {
  return names.map(describeClient).join(' and ');
}

function describeClient(name: string): string {
  if (name === '') return 'a client without a User-Agent';
  return name === 'Mozilla' ? 'a browser' : name;
}
