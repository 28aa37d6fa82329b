import type { IncomingMessage } from 'node:http';

/** Whether a request has one Host header, as RFC 9112 section 3.2 requires. One of HTTP/1.0 may have none. */
export function hasOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && isHost(name)) hosts++;
  }
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0');
}

function isHost(name: string): boolean {
  // Conversion to lower case takes long, and these are the usual spellings.
  return name === 'Host' || name === 'host' || name.toLowerCase() === 'host';
}
