import t from 'tap';
import { packageFile } from '../../../seeds/esper/apps/package-file.js';
import { startInjected } from '../../support/app.js';
import { FileFormBody } from '../../support/example-request.js';
import { esper } from '../api.js';
import { archiveOf, bomb, enterprise, madeByAapt, madeByAapt2, packageOf } from './packages.js';

const server = await startInjected(t, { maxUpload: 1 });
const applications = `${esper}/enterprise/${enterprise}/application/`;

type Send = ReturnType<typeof server.sandbox>['send'];

const form = (content: Buffer | string, name = 'app.apk', part = 'app_file') =>
  new FileFormBody(part, content, { name });
const upload = (send: Send, content: Buffer | string, name?: string, part?: string) =>
  send('POST', `${applications}upload/`, { body: form(content, name, part) });
const count = async (send: Send): Promise<number> => (await send('GET', applications)).body.count;

t.test('package and version are read from the manifest, whichever tool wrote it', async (t) => {
  for (const content of [madeByAapt, madeByAapt2]) {
    const { send } = server.sandbox();
    const { status, body, text } = await upload(send, content, 'named otherwise.apk');
    t.equal(status, 201, text);
    t.match(body.application, {
      application_name: 'Example Reader',
      package_name: 'com.example.reader',
      versions: [
        {
          version_code: '4.2.0',
          build_number: '42',
          min_sdk_version: '24',
          target_sdk_version: '34',
        },
      ],
    });
    const [{ id, download_url }] = body.application.versions;
    const version = await send('GET', `${applications}${body.application.id}/version/${id}/`);
    t.match(version.body, {
      permissions: [{ permission: 'android.permission.INTERNET' }],
      release_comments: null,
      installed_count: 0,
    });
    const { pathname, search } = new URL(download_url);
    const file = await server.app.fastify.inject({ url: `${pathname}${search}` });
    t.same(file.rawPayload, content, 'the link works without key and header');
  }
});

t.test('a further version joins its app, and one that the app has is refused', async (t) => {
  const { send } = server.sandbox();
  const first = await upload(send, packageOf('example.further', 1, '1.0'));
  const second = await upload(send, packageOf('example.further', 2, '1.1'));
  t.equal(second.status, 201);
  t.equal(second.body.application.id, first.body.application.id);
  const codes = second.body.application.versions.map(
    ({ version_code }: { version_code: string }) => version_code,
  );
  t.strictSame(codes, ['1.1', '1.0']);
  const again = await upload(send, packageOf('example.further', 1, '1.0 again'));
  t.match(again, {
    status: 400,
    body: { errors: [/^app_file: .*example\.further has version 1\.0 \(1\)/], status: 400 },
  });
  const seeded = await upload(send, packageOf('example.northstar.bus', 30200, '3.2.0'));
  t.equal(seeded.status, 400, 'a seeded version is one that the app has');
  const listed = await send('GET', `${applications}?package_name_exact=example.further`);
  t.equal(listed.body.results[0].versions.length, 2);
});

t.test("without a manifest the file's name says package and version, and it shows", async (t) => {
  const { send } = server.sandbox();
  const cases: [string, Buffer | string, Record<string, unknown>][] = [
    ['com.example.timer-2.4.1.apk', 'no archive', { package: 'com.example.timer', code: '2.4.1' }],
    ['Timer v3.APK', archiveOf({ 'readme.txt': 'x' }), { package: 'Timer', code: '3' }],
    ['Größe & Co.apk', 'no archive', { package: 'Größe_Co', code: '1' }],
  ];
  for (const [name, content, expected] of cases) {
    const { status, body, text } = await upload(send, content, name);
    t.equal(status, 201, text);
    const { id, package_name, versions } = body.application;
    t.strictSame({ package: package_name, code: versions[0].version_code }, expected);
    const version = await send('GET', `${applications}${id}/version/${versions[0].id}/`);
    t.match(version.body, { release_comments: /file's name/, build_number: null });
  }
});

t.test('files that are no packages are refused with the reason', async (t) => {
  const { send } = server.sandbox();
  const before = await count(send);
  const complete = packageOf('example.whole');
  const manifest = complete.subarray(30 + 'AndroidManifest.xml'.length, -200);
  const cases: [string, Buffer | string, string, RegExp][] = [
    ['empty', '', 'a.apk', /must not be empty/],
    ['no archive and another name', 'text', 'a.txt', /does not begin like a ZIP archive/],
    ['a name without letters', 'text', '--.apk', /its name has no letters/],
    ['truncated', complete.subarray(0, complete.length - 30), 'a.apk', /must be an APK: /],
    ['truncated early', complete.subarray(0, 60), 'a.apk', /must be an APK: /],
    ['text as manifest', archiveOf({ 'AndroidManifest.xml': '<manifest/>' }), 'a.apk', /binary/],
    [
      'truncated manifest',
      archiveOf({ 'AndroidManifest.xml': manifest.subarray(0, 300) }),
      'a.apk',
      /ends outside of it|ends early/,
    ],
    ['a bomb', bomb(64 * 1024 * 1024), 'a.apk', /larger than 1048576 bytes/],
    ['a bomb that lies', bomb(64 * 1024 * 1024, 1000), 'a.apk', /must be an APK: /],
    [
      'a path out of the folder',
      archiveOf({ '../../etc/passwd': 'x', 'AndroidManifest.xml': 'x' }),
      'a.apk',
      /invalid relative path/,
    ],
    ['an absolute path', archiveOf({ '/etc/passwd': 'x' }), 'a.apk', /absolute path/],
    ['a package that is a path', packageOf('../../etc'), 'a.apk', /valid name of a package/],
  ];
  for (const [what, content, name, reason] of cases) {
    const { status, body } = await upload(send, content, name);
    t.equal(status, 400, what);
    t.match(body.errors, [reason], what);
    t.match(body.errors[0], /^app_file: /, what);
  }
  t.equal(await count(send), before);
});

t.test(
  'a manifest with overlapping texts and absurd counts takes no time and no memory',
  async (t) => {
    const { send } = server.sandbox();
    const content = packageOf('example.hostile', 1, '1.0');
    const pool = content.indexOf(Buffer.from([1, 0, 28, 0]));
    // The number of texts, their start, and the flag of UTF-8.
    for (const [offset, value] of [
      [8, 0xffffffff],
      [20, 0xfffffff0],
      [16, 0x100],
    ] as const) {
      const changed = Buffer.from(content);
      changed.writeUInt32LE(value, pool + offset);
      const start = performance.now();
      const { status } = await upload(send, changed);
      t.ok([201, 400].includes(status), String(status));
      t.ok(performance.now() - start < 2000);
    }
  },
);

t.test('a body that is no form with the file is refused', async (t) => {
  const { send } = server.sandbox();
  const url = `${applications}upload/`;
  const complete = form(packageOf('example.form')).bytes;
  const type = 'multipart/form-data; boundary=boundary-of-the-form';
  const cases: [string, string | undefined, Buffer | string | undefined, number, RegExp][] = [
    ['no body', undefined, undefined, 400, /^app_file: is missing/],
    ['another part', type, form('x', 'a.apk', 'file').bytes, 400, /^app_file: is missing/],
    [
      'a field',
      type,
      Buffer.from(
        complete
          .toString('latin1')
          .replace('; filename="app.apk"', '')
          .replace('octet-stream', 'plain'),
        'latin1',
      ),
      400,
      /^app_file: is missing/,
    ],
    [
      'a form without files',
      'application/x-www-form-urlencoded',
      'app_file=x',
      400,
      /^app_file: is missing/,
    ],
    ['no boundary', 'multipart/form-data', complete, 400, /without a boundary/],
    [
      'another boundary',
      'multipart/form-data; boundary=other',
      complete,
      400,
      /ends before its last boundary/,
    ],
    [
      'truncated',
      type,
      complete.subarray(0, complete.length - 60),
      400,
      /ends before its last boundary/,
    ],
    ['only text', type, 'text', 400, /ends before its last boundary/],
    ['JSON', 'application/json', '{}', 415, /^$/],
    ['a package', 'application/vnd.android.package-archive', packageOf('a.b'), 415, /^$/],
  ];
  for (const [what, contentType, body, status, error] of cases) {
    const headers: Record<string, string> = contentType ? { 'content-type': contentType } : {};
    const refusal = await send('POST', url, { headers, body });
    t.equal(refusal.status, status, `${what}: ${refusal.text}`);
    t.match(refusal.body.errors[0] ?? '', error, what);
    t.equal(refusal.body.status, status, what);
  }
  const end = '--boundary-of-the-form--\r\n';
  const part = form('x', 'a.apk').bytes.subarray(0, -end.length);
  const crowded = Buffer.concat([...Array<Buffer>(101).fill(part), Buffer.from(end)]);
  const refusal = await send('POST', url, { headers: { 'content-type': type }, body: crowded });
  t.match(refusal, { status: 400, body: { errors: [/more than 100 parts/] } });
});

t.test(
  'parts that the form does not need are skipped, whatever their size and headers',
  async (t) => {
    const { send } = server.sandbox();
    const boundary = '--boundary-of-the-form';
    const content = 'x'.repeat(100_000);
    const field = 'content-disposition: form-data; name="note"';
    const other = 'content-disposition: form-data; name="other"; filename="a.txt"';
    const heads = { 'no headers': '', 'another header': 'x-header: 1\r\n' };
    const cases = Object.entries({
      ...heads,
      'an attachment': 'content-disposition: attachment\r\n',
      'no name': 'content-disposition: form-data\r\n',
      'a line break in the name': 'content-disposition: form-data; name="a\nb"\r\n',
      'a disposition of semicolons': `content-disposition: form-data${';'.repeat(100_000)}\r\n`,
      'a field': `${field}\r\n`,
      'another file': `${other}\r\n`,
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=boundary-of-the-form' };
    for (const [index, [what, head]] of cases.entries()) {
      const part = Buffer.from(`${boundary}\r\n${head}\r\n${content}\r\n`);
      const last = form(packageOf(`skipped.part${index}`)).bytes;
      const post = (body: Buffer) => send('POST', `${applications}upload/`, { headers, body });
      const ended = Buffer.concat([part, part, Buffer.from(`${boundary}--\r\n`)]);
      t.match(
        await post(ended),
        { status: 400, body: { errors: [/^app_file: is missing/] } },
        what,
      );
      t.match(await post(part.subarray(0, -9)), { status: 400 }, `${what}, not ended`);
      t.equal((await post(Buffer.concat([part, last]))).status, 201, `${what}, before the file`);
    }
  },
);

t.test('an upload is bounded, and refused before it is read without access', async (t) => {
  const { send } = server.sandbox();
  const large = Buffer.alloc(1024 * 1024 + 1);
  t.match(await upload(send, large), { status: 413, body: { status: 413 } });
  for (const [as, status] of [
    [null, 401],
    ['Viewer', 403],
  ] as const) {
    const refusal = await send('POST', `${applications}upload/`, { as, body: form(large) });
    t.equal(refusal.status, status);
  }
  const other = applications.replace(enterprise, '00000000-0000-0000-0000-000000000000');
  const body = form(packageOf('a.b'));
  t.equal((await send('POST', `${other}upload/`, { body })).status, 404);
});

t.test(
  'the path may end without a slash, and a package without a manifest be accepted, unless strict',
  async (t) => {
    const strict = await startInjected(t, { esper: { strict: true } });
    for (const [{ send }, status, named] of [
      [server.sandbox(), 201, 201],
      [strict.sandbox(), 405, 400],
    ] as const) {
      const url = `${applications}upload`;
      const refusal = await send('POST', url, { body: form(packageOf('a.b')) });
      t.equal(refusal.status, status);
      if (status === 405) t.match(refusal, { headers: { allow: 'OPTIONS' }, body: { status } });
      t.equal((await upload(send, packageOf('c.d'))).status, 201);
      t.equal((await upload(send, 'text', 'com.example.app-1.apk')).status, named);
    }
  },
);

t.test('the journal shows what was uploaded, without the bytes', async (t) => {
  const { send } = server.sandbox();
  const secret = packageFile({
    ...{ packageName: 'a.secret', versionCode: 1, versionName: '1', label: 'A' },
    ...{ minSdk: 1, targetSdk: 1, permissions: ['only.in.the.package'] },
  });
  await upload(send, secret, 'secret.apk');
  const { text, body } = await send('GET', '/_sim/journal?operationId=upload');
  t.notMatch(text.replaceAll('\\u0000', ''), /only.in.the.package/);
  t.match(body.entries[0].request.body, { file: { name: 'secret.apk', size: secret.length } });
});
