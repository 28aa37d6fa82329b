import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { kajeet } from '../kajeet/api.js';
import { startListening } from '../support/app.js';

const totals = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`;

t.test(
  'responses that are sent in one turn of the event loop all arrive, each on its connection',
  async (t) => {
    const { app, sandbox } = await startListening(t);
    const url = app.fastify.listeningOrigin;
    const headers = { authorization: `Bearer ${await sandbox('default').token('kajeet')}` };
    const paths = Array.from({ length: 100 }, (_, at) =>
      at % 3 === 0 ? totals : `/nowhere/${at}`,
    );
    const seen = await Promise.all(
      paths.map(async (path) => {
        const response = await fetch(`${url}${path}`, { headers });
        return { status: response.status, body: await response.text() };
      }),
    );
    for (const [at, { status, body }] of seen.entries()) {
      t.equal(status, at % 3 === 0 ? 200 : 404);
      t.match(body, at % 3 === 0 ? /"total":499/ : new RegExp(`/nowhere/${at}\\b`));
    }
  },
);

t.test('pipelined requests are answered in order', async (t) => {
  const { app } = await startListening(t);
  const { port } = new URL(app.fastify.listeningOrigin);
  const requests = Array.from({ length: 40 }, (_, at) => {
    const connection = at === 39 ? 'Connection: close\r\n' : '';
    return `GET /nowhere/${at} HTTP/1.1\r\nHost: localhost\r\n${connection}\r\n`;
  });
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(requests.join(''));
  const responses = [...(await text(socket)).matchAll(/"detail":"[^"]*\/nowhere\/(\d+)/g)];
  t.strictSame(
    responses.map(([, at]) => Number(at)),
    requests.map((_, at) => at),
  );
});
