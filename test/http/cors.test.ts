import t from 'tap';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const url = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`;
const origin = 'http://localhost:5173';
const preflight = {
  origin,
  'access-control-request-method': 'PUT',
  'access-control-request-headers': 'authorization, x-own',
};

t.test('on loopback, vendor routes allow any origin', async (t) => {
  const { sandbox, request } = await startInjected(t);
  const response = await request('OPTIONS', url, { headers: preflight });
  t.equal(response.status, 204);
  t.equal(response.headers['x-sandbox'], 'default');
  t.equal(response.headers.date, 'Tue, 10 Mar 2026 16:00:00 GMT');
  t.equal(response.headers['access-control-allow-origin'], '*');
  t.match(response.headers['access-control-allow-methods'], 'PUT');
  for (const name of ['authorization', 'content-type', 'x-sandbox', 'prefer', 'x-own']) {
    t.match(response.headers['access-control-allow-headers'], name);
  }
  t.equal((await request('OPTIONS', `/~BAD${url}`, { headers: preflight })).status, 400);
  t.equal((await request('OPTIONS', `${kajeet}/nowhere`, { headers: preflight })).status, 404);
  const { headers } = await sandbox().send('GET', url, { headers: { origin } });
  t.equal(headers['access-control-allow-origin'], '*');
  for (const name of ['link', 'x-sandbox', 'retry-after'])
    t.match(headers['access-control-expose-headers'], name);
  const refused = await request('GET', url, { headers: { origin } });
  t.equal(refused.status, 401);
  t.equal(refused.headers['access-control-allow-origin'], '*', 'a page may read the error');
  const badName = await request('GET', `/~BAD${url}`, { headers: { origin } });
  t.equal(badName.headers['access-control-allow-origin'], '*', 'for an invalid sandbox name too');
});

t.test('a request without Origin gets no CORS header', async (t) => {
  const { sandbox } = await startInjected(t);
  const { headers } = await sandbox().send('GET', url);
  t.notOk(Object.keys(headers).some((name) => name.startsWith('access-control')));
});

t.test('allowOrigin lists the origins; beyond loopback there are none by default', async (t) => {
  const named = await startInjected(t, { allowOrigin: `http://a.example, ${origin}` });
  const call = (request: typeof named.request, from: string) =>
    request('GET', url, { headers: { origin: from } });
  t.ok((await call(named.request, origin)).headers['access-control-allow-origin']);
  t.notOk((await call(named.request, 'http://b.example')).headers['access-control-allow-origin']);
  const exposed = await startInjected(t, { host: '0.0.0.0' });
  t.notOk((await call(exposed.request, origin)).headers['access-control-allow-origin']);
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
