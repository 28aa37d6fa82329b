import t from 'tap';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

type TestServer = Awaited<ReturnType<typeof startInjected>>;

const issue = ({ sandbox }: TestServer) => sandbox('default').token('kajeet', 'org_super');
const statusWith = async ({ sandbox }: TestServer, token: string) =>
  (await sandbox('default').send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`, { token }))
    .status;

t.test('a data folder has a signing key of its own, and tokens survive a restart', async (t) => {
  const start = (folder: string, options = {}) =>
    startInjected(t, { ephemeral: false, data: folder, devices: 20, ...options });
  const [one, other] = [t.testdir({ one: {}, other: {} })].flatMap((path) => [
    `${path}/one`,
    `${path}/other`,
  ]) as [string, string];
  const first = await start(one);
  const token = await issue(first);
  t.equal(await statusWith(await start(other), token), 401, 'another folder has another key');
  t.equal(await statusWith(await startInjected(t), token), 401, 'it is not the fixed key');
  await first.app.fastify.close();
  const second = await start(one);
  t.equal(await statusWith(second, token), 200);
  await second.app.fastify.close();
  t.equal(await statusWith(await start(one, { reset: true }), token), 401, 'reset draws another');
});

t.test('in memory the key is fixed on loopback and drawn per process beyond', async (t) => {
  const [one, other] = [await startInjected(t), await startInjected(t, { host: 'localhost' })];
  t.equal(await issue(one), await issue(other));
  const beyond = { host: '0.0.0.0', adminToken: 'secret', insecureAdmin: true };
  const [far, further] = [await startInjected(t, beyond), await startInjected(t, beyond)];
  t.not(await issue(far), await issue(further));
  t.equal(await statusWith(far, await issue(one)), 401);
  const named = { ...beyond, signingKey: 'given' };
  t.equal(await issue(await startInjected(t, named)), await issue(await startInjected(t, named)));
});
