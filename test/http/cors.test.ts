import t from 'tap';
import { kajeet } from '../kajeet/api.js';
import { startInjected, startListening } from '../support/app.js';

const url = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`;
const origin = 'http://localhost:5173';
const preflight = {
  origin,
  'access-control-request-method': 'PUT',
  'access-control-request-headers': 'authorization, x-own',
};

t.test('vendor routes allow any origin by reflecting it, with credentials', async (t) => {
  const { sandbox, request } = await startInjected(t);
  const response = await request('OPTIONS', url, { headers: preflight });
  t.equal(response.status, 204);
  t.equal(response.headers['x-sandbox'], 'default');
  t.equal(response.headers.date, 'Tue, 10 Mar 2026 16:00:00 GMT');
  t.equal(response.headers['access-control-allow-origin'], origin);
  t.equal(response.headers['access-control-allow-credentials'], 'true');
  t.equal(response.headers['access-control-allow-private-network'], undefined);
  t.match(response.headers['access-control-allow-methods'], 'PUT');
  for (const name of ['authorization', 'content-type', 'x-sandbox', 'prefer', 'x-own']) {
    t.match(response.headers['access-control-allow-headers'], name);
  }
  const { headers } = await sandbox().send('GET', url, { headers: { origin } });
  t.equal(headers['access-control-allow-origin'], origin);
  t.match(headers.vary, 'Origin');
  for (const name of ['link', 'x-sandbox', 'retry-after'])
    t.match(headers['access-control-expose-headers'], name);
  const refused = await request('GET', url, { headers: { origin } });
  t.equal(refused.status, 401);
  t.equal(refused.headers['access-control-allow-origin'], origin, 'a page may read the error');
  const badName = await request('GET', `/~BAD${url}`, { headers: { origin } });
  t.equal(
    badName.headers['access-control-allow-origin'],
    origin,
    'for an invalid sandbox name too',
  );
});

t.test('a request without Origin gets no CORS header', async (t) => {
  const { sandbox } = await startInjected(t);
  const { headers } = await sandbox().send('GET', url);
  t.notOk(Object.keys(headers).some((name) => name.startsWith('access-control')));
});

t.test(
  'a preflight below a mount is 204, so that a page can read why its request is refused',
  async (t) => {
    const { request } = await startInjected(t, { host: '0.0.0.0', adminToken: 'secret' });
    for (const path of [`/~BAD${url}`, `${kajeet}/nowhere`, `${kajeet}/%zz`, '/api/usr/', url]) {
      const response = await request('OPTIONS', path, {
        headers: { ...preflight, 'access-control-request-private-network': 'true' },
      });
      t.match(response, { status: 204, text: '' }, path);
      t.equal(response.headers['access-control-allow-origin'], origin, path);
      t.equal(response.headers['access-control-allow-private-network'], 'true', path);
    }
    const { 'access-control-request-method': _, ...plain } = preflight;
    t.equal((await request('OPTIONS', `${kajeet}/nowhere`, { headers: plain })).status, 404);
  },
);

t.test('allowOrigin lists the origins whose pages may call the vendor APIs', async (t) => {
  const named = await startInjected(t, { allowOrigin: `http://a.example, ${origin}` });
  const call = (request: typeof named.request, from: string) =>
    request('GET', url, { headers: { origin: from } });
  t.equal((await call(named.request, origin)).headers['access-control-allow-origin'], origin);
  const { headers } = await call(named.request, 'http://b.example');
  t.notOk(Object.keys(headers).some((name) => name.startsWith('access-control')));
  const exposed = await startInjected(t, { host: '0.0.0.0' });
  t.equal((await call(exposed.request, origin)).headers['access-control-allow-origin'], origin);
});

t.test('allowControlOrigin lists the origins whose pages may call the control plane', async (t) => {
  const { request } = await startInjected(t, { allowControlOrigin: origin });
  const headers = { origin, host: '127.0.0.1:4010' };
  const allowed = await request('GET', '/_sim/clock', { headers });
  t.equal(allowed.status, 200);
  t.equal(allowed.headers['access-control-allow-origin'], origin);
  const other = await request('GET', '/_sim/clock', {
    headers: { ...headers, origin: 'http://b.example' },
  });
  t.equal(other.status, 403);
  t.match(other.body.detail, '--allow-control-origin http://b.example');
  t.notOk(other.headers['access-control-allow-origin']);
  const narrowed = await startInjected(t, {
    allowOrigin: 'http://a.example',
    allowControlOrigin: origin,
  });
  t.notOk((await narrowed.request('GET', url, { headers })).headers['access-control-allow-origin']);
});

t.test('the control plane allows pages of its own origin only', async (t) => {
  const { request } = await startInjected(t);
  const response = await request('OPTIONS', '/_sim/clock', { headers: preflight });
  t.notOk(response.headers['access-control-allow-origin']);
  const refused = await request('PATCH', '/_sim/clock', { headers: { origin } });
  t.equal(refused.status, 405);
  t.notOk(refused.headers['access-control-allow-origin']);
});

t.test('an escaped path of the control plane is closed to other pages as well', async (t) => {
  const { request } = await startInjected(t);
  for (const path of ['/%5Fsim/clock', '/_%73im/clock', '/~a/%5fsim/clock', '/%5fsi%6D/nowhere']) {
    const response = await request('OPTIONS', path, { headers: preflight });
    t.notOk(response.headers['access-control-allow-origin'], path);
    const { headers } = await request('GET', path, { headers: { origin } });
    t.notOk(headers['access-control-allow-origin'], path);
  }
});

t.test('20 kB of cookies of other applications are no reason to refuse a request', async (t) => {
  const { sandbox } = await startListening(t);
  const headers = { cookie: `other=${'x'.repeat(20_000)}` };
  t.equal((await sandbox().send('GET', url, { headers })).status, 200);
});
