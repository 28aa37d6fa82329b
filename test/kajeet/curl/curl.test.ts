import t from 'tap';
import { startInjected } from '../../support/app.js';
import { deviceLines } from './device-lines.js';
import { manageProfileLines } from './manage-profile-lines.js';

const server = await startInjected(t);

/** The request that a cURL line sends. */
function parsed(line: string) {
  const [, method = '', address = ''] = /^curl -X (\w+) "([^"]+)"/.exec(line) ?? [];
  const headers = Object.fromEntries(
    [...line.matchAll(/-H "([^:"]+): ([^"]+)"/g)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  );
  const [, body] = /-d '([^']*)'/.exec(line) ?? [];
  return { method, url: address.replace('https://api.kajeet.dev', ''), headers, body };
}

t.test('with the origin replaced, every documented cURL line works as its page says', async (t) => {
  for (const { line, expected } of [...manageProfileLines, ...deviceLines]) {
    const { send, token } = server.sandbox();
    const { method, url, headers, body } = parsed(line);
    const authorization = headers.authorization?.replace(
      '$SENTINEL_TOKEN',
      await token('kajeet', 'org_super'),
    );
    const response = await send(method, url, {
      as: null,
      headers: { ...headers, authorization: String(authorization) },
      body,
    });
    const name = `${method} ${url}`;
    t.equal(response.status, expected.status, `${name}: ${response.text.slice(0, 300)}`);
    if (expected.type) t.equal(response.headers['content-type'], expected.type, name);
    if (expected.missing) {
      t.strictSame(
        response.body.errors.map(({ at }: { at: string }) => at).sort(),
        [...expected.missing].sort(),
        name,
      );
    }
  }
});

t.test('the documented list line exports bus devices with label 12 or 18, by usage', async (t) => {
  const line = deviceLines.find(({ expected }) => expected.type)?.line ?? '';
  const { url } = parsed(line);
  const { text } = await server.sandbox().send('GET', url);
  const [header, ...rows] = text.trim().split('\r\n');
  t.equal(header, 'MDN,STATUS,IMEI,LAST_30_DAYS_USED');
  t.ok(rows.length > 10);
  const usage = rows.map((row) => Number(row.split(',')[3]) || -1);
  t.strictSame(
    usage,
    [...usage].sort((a, b) => b - a),
  );
});
