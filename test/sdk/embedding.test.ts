import t from 'tap';
import { createUnderstudy } from '../../src/index.js';

t.test(
  'createUnderstudy() listens on a free port and keeps data in memory; several run in one process',
  async (t) => {
    const many = await Promise.all(
      Array.from({ length: 10 }, () => createUnderstudy({ clock: 'frozen' })),
    );
    t.teardown(() => Promise.all(many.map((each) => each.close())));
    t.equal(new Set(many.map(({ url }) => url)).size, 10);
    for (const { url } of many) t.equal((await fetch(`${url}/_sim/health`)).status, 200);
  },
);

t.test('inject answers without a socket', async (t) => {
  const understudy = await createUnderstudy();
  t.teardown(() => understudy.close());
  const response = await understudy.inject({
    method: 'POST',
    url: '/sentinel/api/v1.0/auth/token',
    body: { username: 'dana.whitfield', password: 'demo-dana.whitfield' },
  });
  t.equal(response.status, 200);
  t.match(response.json(), { token: String });
});

t.test('an invalid setting rejects with a message', async (t) => {
  await t.rejects(createUnderstudy({ port: -1 }), {
    message: 'port must be a whole number from 0 to 65535, not -1',
  });
});

t.test(
  'every invalid setting and every unknown one is named, with the nearest right name',
  async (t) => {
    // @ts-expect-error: misspelt settings
    const started = createUnderstudy({ port: -1, sead: 3, esper: { maxLimt: 5 }, clock: 'soon' });
    await t.rejects(started, {
      message:
        /^sead is not a setting; did you mean seed\?; esper\.maxLimt is not a setting; did you mean esper\.maxLimit\?; port must be .* not -1; clock must be .* not "soon"/,
    });
  },
);

t.test('close releases the port', async (t) => {
  const first = await createUnderstudy();
  const port = Number(new URL(first.url).port);
  await first.close();
  const second = await createUnderstudy({ port });
  t.teardown(() => second.close());
  t.equal(second.url, first.url);
});
