import t from 'tap';
import { contracts } from '../../../src/contracts/index.js';
import { loadPathOnly } from '../../../src/simulator/resources/path-only.js';
import { startInjected } from '../../support/app.js';
import { esper } from '../api.js';

const server = await startInjected(t);
const contract = contracts.find(({ name }) => name === 'esper')!;
const id = '0a1b2c3d-0000-4000-8000-000000000000';
const known = await loadPathOnly(contract);
const operations = known.flatMap(({ path, methods }) =>
  methods.map((method) => ({ method, path, url: `${esper}${path.replace(/\{\w+\}/g, id)}` })),
);

t.test('each operation that is known by its path only answers 501 in its envelope', async (t) => {
  const { send } = server.sandbox();
  t.equal(operations.filter(({ method }) => method !== 'HEAD').length, 260);
  for (const { method, path, url } of operations) {
    for (const requested of [url, `${url}/`]) {
      const { status, body, text } = await send(method, requested);
      t.equal(status, 501, `${method} ${requested}`);
      if (method === 'HEAD') continue;
      t.ok(body.message.startsWith(`${method} ${path} `), text);
      const isVersion2 = !/^\/(v0|v1|enterprise|sys)\//.test(path);
      const hasContent = isVersion2 && !/^\/auth[nz]2\//.test(path);
      t.strictSame(
        Object.keys(body).sort(),
        [isVersion2 ? 'code' : 'status', hasContent ? 'content' : 'errors', 'message'].sort(),
        path,
      );
    }
  }
});

t.test('no operation is both declared and known by its path only', async (t) => {
  const normalized = (path: string) => path.replace(/\/$/, '').replace(/\{\w+\}|:\w+/g, '{}');
  const declared = new Set(
    contract.operations.map(({ method, url }) => `${method} ${normalized(url)}`),
  );
  for (const { method, path } of operations)
    t.notOk(declared.has(`${method} ${normalized(path)}`), `${method} ${path}`);
});

t.test('other methods of such a path are 405, and other paths stay 404', async (t) => {
  const { send } = server.sandbox();
  const url = `${esper}/tenant/v0/deptokens`;
  const refused = await send('DELETE', url);
  t.equal(refused.status, 405);
  t.equal(refused.headers.allow, 'GET, HEAD, POST, OPTIONS');
  const options = await send('OPTIONS', url, { as: null });
  t.equal(options.status, 204);
  t.equal(options.headers.allow, 'GET, HEAD, POST, OPTIONS');
  for (const path of ['/tenant/v0/deptoken', '/tenant/v0', '/v2/nothing', '/v2/apps/1/2/3'])
    t.equal((await send('GET', `${esper}${path}`)).status, 404, path);
});

t.test('the explanation of a 501 names the page that lists the operation', async (t) => {
  const { send } = server.sandbox();
  const { headers } = await send('GET', `${esper}/v2/apps`);
  const [, link = ''] = /<([^>]+)>/.exec(String(headers.link)) ?? [];
  const { body } = await send('GET', link);
  t.match(body, { status: 501, actual: 'GET /v2/apps', source: /manifest\.json$/ });
});
