import t from 'tap';
import { startInjected } from '../support/app.js';
import { b2core } from './api.js';
import { curlLines } from './curl-lines.js';

const server = await startInjected(t);

/** The request that a cURL line sends: with --data-raw and no content type, cURL sends the type of a form. */
function parsed(line: string) {
  const [, method = '', address = ''] = /--request (\w+) '([^']+)'/.exec(line) ?? [];
  const [, body] = /--data-raw '([^']*)'/.exec(line) ?? [];
  const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const url = new URL(address);
  return { method, path: `${url.pathname}${url.search}`, body, headers: type };
}

t.test('with the base replaced, every documented cURL line works as its page says', async (t) => {
  for (const { line, status, shows } of curlLines) {
    const { method, path, body, headers } = parsed(line);
    const isBased = path.startsWith(b2core);
    for (const base of isBased ? [''] : [b2core, '']) {
      const { send } = server.sandbox();
      const response = await send(method, `${base}${path}`, { body, headers });
      const name = `${method} ${base}${path}`;
      t.equal(response.status, status, `${name}: ${response.text}`);
      if (shows) t.match(response.body, shows, name);
      if (Array.isArray(shows)) t.equal(response.body.length, shows.length, name);
      if (status === 204) t.equal(response.text, '', name);
    }
  }
});

t.test(
  'without the filter that matches no client, the documented list line finds its client',
  async (t) => {
    const { path } = parsed(curlLines[0]?.line ?? '');
    const url = new URL(path, 'http://any');
    url.searchParams.delete('filter[name]');
    const { body } = await server.sandbox().send('GET', `${b2core}${url.pathname}${url.search}`);
    t.match(body, [{ firstName: 'Westley', middleName: 'Ivanov', lastName: 'Daniel' }]);
    t.equal(body.length, 1);
  },
);
