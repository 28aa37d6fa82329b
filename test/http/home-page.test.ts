import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { startInjected } from '../support/app.js';
import { projectFile } from '../support/project-file.js';

t.test('/ and /_sim are a page for browsers and JSON with links for programs', async (t) => {
  const { request } = await startInjected(t);
  for (const path of ['/', '/_sim', '/_sim/', '/~demo', '/~demo/']) {
    const prefix = path.startsWith('/~') ? '/~demo' : '';
    const page = await request('GET', path, { headers: { accept: 'text/html,*/*' } });
    t.match(page, { status: 200, headers: { 'content-type': /^text\/html/ } }, path);
    if (path.startsWith('/_sim')) t.match(page.text, `href="${prefix}/docs/kajeet"`);
    else t.match(page.text, '<div id="root">');
    const { status, body, headers } = await request('GET', path);
    t.equal(status, 200, path);
    t.match(headers.vary, 'Accept');
    t.match(body, { name: 'Understudy', links: { docs: `${prefix}/docs` } });
    for (const { docs, openapi } of body.apis) {
      t.equal((await request('GET', docs)).status, 200, docs);
      t.equal((await request('GET', openapi)).status, 200, openapi);
    }
    for (const link of Object.values(body.links))
      t.equal((await request('GET', String(link))).status, 200, String(link));
    t.match(await request('HEAD', path), { status: 200, text: '' }, path);
    t.match(await request('POST', path), { status: 405, headers: { allow: 'GET, HEAD' } }, path);
  }
});

t.test('the console loads its own files only, and none of them is inline', async (t) => {
  const { request } = await startInjected(t);
  const page = await request('GET', '/', { headers: { accept: 'text/html' } });
  const policy = String(page.headers['content-security-policy']);
  for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'"])
    t.ok(policy.split('; ').includes(part), part);
  t.match(policy, "frame-ancestors 'none'");
  t.notMatch(policy, /unsafe/);
  t.equal(page.headers['cache-control'], 'no-cache');
  t.equal(page.headers['x-content-type-options'], 'nosniff');
  t.notMatch(page.text, /<style|<script(?![^>]* src=)| on\w+=/);
  const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
  t.equal(links.length, 3);
  for (const link of links) {
    t.notMatch(
      link,
      /^(\w+:|\/)/,
      'the path is relative, so that a prefix of a proxy is no obstacle',
    );
    for (const prefix of ['', '/~demo']) {
      const file = await request('GET', `${prefix}/${link}`);
      t.equal(file.status, 200, link);
      const isHashed = link.startsWith('console/assets/');
      t.match(file.headers['cache-control'], isHashed ? 'immutable' : 'no-cache');
    }
  }
  t.equal((await request('POST', `/${links[0]}`)).status, 405);
  for (const path of ['nothing.js', 'assets/nothing.js', 'meta.json', 'assets/..%2Findex.html'])
    t.match(await request('GET', `/console/${path}`), { status: 404 }, path);
});

t.test('the console is at most 200 kB of gzip', async (t) => {
  const folder = projectFile('dist/console');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(js|css|html|svg)$/.test(file),
  );
  const sizes = files.map((file) => gzipSync(readFileSync(join(folder, file))).length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  t.ok(files.length >= 4, `${files.length} files`);
  t.ok(total <= 200_000, `${total} bytes in ${files.length} files`);
});
