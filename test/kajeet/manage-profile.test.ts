import t from 'tap';
import { kajeet, simulator } from '../simulator.js';

const world = await simulator(t);
const url = `${kajeet}/v1.0/manage-profile/deviceStatusMessage/`;

t.test('deviceStatusMessage: what is saved is read back, every key of it', async (t) => {
  const { send } = world.sandbox();
  t.match((await send('GET', url)).body, { message: String });
  const body = { message: 'Return to the library', color: 'red', nested: { list: [1, null] } };
  t.strictSame((await send('POST', url, { body })).body, { message: 'Saved' });
  t.strictSame((await send('GET', url)).body, body);
  const shorter = { message: 'Second' };
  await send('POST', url, { body: shorter });
  t.strictSame((await send('GET', url)).body, shorter, 'the second takes the place of the first');
});

t.test('deviceStatusMessage belongs to the account: others do not see it', async (t) => {
  const { send } = world.sandbox();
  await send('POST', url, { body: { message: 'Ours' } });
  t.not((await send('GET', url, { at: 'METRO-TRANSIT' })).body.message, 'Ours');
});

t.test(
  '"for a non-PLTE account": a PLTE account is refused, before its body is read',
  async (t) => {
    const { send } = world.sandbox();
    for (const method of ['GET', 'POST']) {
      const { status, body } = await send(method, url, {
        at: 'HARBOR-PLTE',
        body: method === 'POST' ? {} : undefined,
      });
      t.equal(status, 403);
      t.equal(body.message, 'Only for accounts that are not PLTE; the account HARBOR-PLTE is plte');
    }
  },
);

t.test('"can be accessed only by scope org_super"', async (t) => {
  const { send } = world.sandbox();
  for (const as of ['org_tech', 'readonly', 'org_managerplus', 'CHANGE_PASSWORD']) {
    t.equal((await send('GET', url, { as })).status, 403, as);
  }
});

t.test('the placeholder body of the vendor page is refused', async (t) => {
  const { send } = world.sandbox();
  const { status, body } = await send('POST', url, {
    body: { example: true, corpId: 'NORTHSTAR-ISD' },
  });
  t.equal(status, 400);
  t.match(body.errors, [{ in: 'body', at: '/message', message: /^is missing/ }]);
});
