import type { SeededRandom } from '../../../src/lib/seeded-random.js';
import type { FuzzRequest } from './requests.js';

/** Complete requests that are malformed as HTTP, or that name no resource. Each gets one response. */
const malformed = [
  'GET\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'get /v1/profiles HTTP/1.1\r\nhost: a\r\n\r\n',
  'NONSENSE /v1/profiles HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /v1/profiles HTTP/1.1\r\nhost: a\r\nx y: 1\r\n\r\n',
  'GET /v1/profiles HTTP/1.1\r\nhost: a\r\nx: \u0000\r\n\r\n',
  'POST /v1/profiles HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
  'POST /v1/profiles HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}',
  'POST /v1/profiles HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  `GET /v1/profiles HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`,
  `GET /v1/${'a'.repeat(9000)} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`,
  'GET http://[::1 HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET //v1/profiles HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET http://127.0.0.1/v1/profiles HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET /%00 HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET /%zz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET /~ HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET /~A%20B/v1/profiles HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET /docs/assets/constructor HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET /docs/../../etc/passwd HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET /openapi/__proto__.json HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
  'GET /_sim/health HTTP/1.0\r\n\r\n',
  'GET /_sim/clock HTTP/1.1\r\nhost: evil.example\r\n\r\n',
  'GET /%5Fsim/sandboxes HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer x\r\n\r\n',
];

/** Draws a request that is malformed as HTTP, or that names no resource. */
export function malformedRequest(random: SeededRandom): FuzzRequest {
  const raw = random.pick(malformed);
  return { method: 'GET', target: '/', headers: {}, sandbox: 'default', raw };
}
