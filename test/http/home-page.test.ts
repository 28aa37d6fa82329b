import t from 'tap';
import { startInjected } from '../support/app.js';

t.test('/ and /_sim are a page for browsers and JSON with links for programs', async (t) => {
  const { request } = await startInjected(t);
  for (const path of ['/', '/_sim', '/_sim/', '/~demo', '/~demo/']) {
    const prefix = path.startsWith('/~') ? '/~demo' : '';
    const page = await request('GET', path, { headers: { accept: 'text/html,*/*' } });
    t.match(page, { status: 200, headers: { 'content-type': /^text\/html/ } }, path);
    t.match(page.text, `href="${prefix}/docs/kajeet"`);
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
