import t from 'tap';
import { startInjected } from '../../support/app.js';
import { FileFormBody } from '../../support/example-request.js';
import { esper } from '../api.js';
import { enterprise } from './packages.js';

const server = await startInjected(t);
const contents = `${esper}/v0/enterprise/${enterprise}/content/`;

type Send = ReturnType<typeof server.sandbox>['send'];

const upload = (send: Send, content: string, options: { name?: string; type?: string } = {}) =>
  send('POST', `${contents}upload/`, { body: new FileFormBody('key', content, options) });

t.test('seeded content is listed, searched and downloaded', async (t) => {
  const { send } = server.sandbox();
  const { count, results } = (await send('GET', contents)).body;
  t.equal(results.length, count);
  for (const each of results) {
    t.strictSame((await send('GET', `${contents}${each.id}/`)).body, each);
    const { pathname, search } = new URL(each.download_url);
    const { status, headers, text } = await server.request('GET', `${pathname}${search}`);
    t.equal(status, 200);
    t.ok(headers['content-type']?.startsWith(each.kind));
    t.equal(String(Buffer.byteLength(text)), each.size);
  }
  for (const [search, names] of [
    ['DRIVERS', ['bus-stops.csv']],
    ['loaner', ['tablet-handbook.txt']],
    ['.json', ['library-hours.json']],
    ['nothing', []],
  ] as const) {
    const found = (await send('GET', `${contents}?search=${search}`)).body;
    t.strictSame(
      found.results.map(({ name }: { name: string }) => name),
      names,
    );
  }
  const page = (await send('GET', `${contents}?limit=2`)).body;
  t.match(page, { count: 3, previous: null, next: /limit=2&offset=2$/ });
});

t.test('content is uploaded, changed and deleted', async (t) => {
  const { send } = server.sandbox();
  const { status, body } = await upload(send, 'Monday', { name: 'plan.txt', type: 'text/plain' });
  t.equal(status, 200);
  t.match(body, {
    name: 'plan.txt',
    key: 'plan.txt',
    kind: 'text/plain',
    size: '6',
    is_dir: false,
    tags: [],
    description: null,
    owner: { username: 'dana.whitfield' },
  });
  const url = `${contents}${body.id}/`;
  const changes = { tags: ['week'], description: 'For the first week' };
  const changed = await send('PATCH', url, { body: { ...changes, name: 'ignored' } });
  t.match(changed, { status: 200, body: { ...changes, name: 'plan.txt' } });
  t.strictSame((await send('GET', url)).body, changed.body);
  const invalid = await send('PATCH', url, {
    body: { tags: ['x'.repeat(256), 7], description: 1 },
  });
  t.equal(invalid.status, 400);
  t.match(invalid.body.errors.sort(), [/^description/, /^tags\.0: .*255/, /^tags\.1/]);
  for (const [method, refused] of [
    ['PATCH', { body: {} }],
    ['DELETE', {}],
  ] as const)
    t.equal((await send(method, url, { as: 'Group Viewer', ...refused })).status, 403);
  t.equal((await send('DELETE', url)).status, 204);
  for (const id of [body.id, 'abc', '00000000-0000-0000-0000-000000000000'])
    t.equal((await send('GET', `${contents}${id}/`)).status, 404);
});

t.test('names and types of files are kept as far as they can be sent again', async (t) => {
  const { send } = server.sandbox();
  const cases: [{ name: string; type?: string }, string, string][] = [
    [{ name: 'C:\\\\temp\\\\plan.txt', type: 'text/plain' }, 'plan.txt', 'text/plain'],
    [{ name: '../../etc/passwd', type: 'text/html' }, 'passwd', 'text/html'],
    [
      { name: 'Pläne für 日曜.pdf', type: 'application/pdf' },
      'Pläne für 日曜.pdf',
      'application/pdf',
    ],
    [{ name: 'a.bin', type: 'not a type' }, 'a.bin', 'application/octet-stream'],
  ];
  for (const [sent, name, kind] of cases) {
    const { body, text } = await upload(send, '<script>', sent);
    t.match(body, { name, kind }, text);
    const { pathname, search } = new URL(body.download_url);
    const { status, headers } = await server.request('GET', `${pathname}${search}`);
    t.equal(status, 200);
    t.match(headers['content-type'], kind);
    t.match(headers['content-disposition'], /^attachment; /);
    t.ok(
      headers['content-disposition']?.includes(encodeURIComponent(name).slice(0, 10)) ||
        /^[\x20-\x7e]+$/.test(name),
    );
    t.equal(headers['x-content-type-options'], 'nosniff');
  }
  const long = await upload(send, 'x', { name: `${'x'.repeat(252)}.txt` });
  t.match(long, { status: 400, body: { errors: [/^key: .*255 characters, not 256/] } });
  t.match(await upload(send, ''), { status: 400, body: { errors: ['key: must not be empty'] } });
  const json = await send('POST', `${contents}upload/`, { body: { key: 'x' } });
  t.match(json, { status: 415, body: { status: 415 } });
});

t.test('a change without a body changes nothing', async (t) => {
  const { send } = server.sandbox();
  const applications = `${esper}/enterprise/${enterprise}/application/`;
  const [app] = (await send('GET', applications)).body.results;
  const versions = `${applications}${app.id}/version/${app.versions[0].id}/`;
  const v1 = versions.replace('/enterprise/', '/v1/enterprise/');
  for (const url of [`${contents}1/`, versions, v1]) {
    const before = await send('GET', url);
    const changed = await send('PATCH', url);
    t.match(changed, { status: 200, body: before.body });
    t.strictSame((await send('GET', url)).body, before.body);
    t.equal((await send('PATCH', url, { body: '{' })).status, 400);
  }
  t.equal((await send('PATCH', `${contents}999/`)).status, 404);
});
