import t from 'tap';
import { startInjected } from '../support/app.js';
import { claims, kajeet } from './api.js';

const server = await startInjected(t);
const auth = `${kajeet}/v1.0/auth`;
const dana = { username: 'dana.whitfield', password: 'demo-dana.whitfield' };

t.test('a CHANGE_PASSWORD token may do nothing but read and set the password', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('POST', '/_sim/tokens', {
    body: { contract: 'kajeet', persona: 'org_super', scope: 'org_super CHANGE_PASSWORD' },
  });
  for (const token of [body.token, undefined]) {
    const call = token ? { token } : { as: 'CHANGE_PASSWORD' };
    for (const [method, url, sent] of [
      ['GET', `devices/NORTHSTAR-ISD/totals`],
      ['GET', `devices/NORTHSTAR-ISD/smartspot-settings/355737360073462`],
      ['POST', 'auth/loginAs', { username: 'omar.haddad' }],
      ['POST', 'manage-profile/securityInformation', { newPassword: 'a fresh start' }],
    ] as const) {
      const response = await send(method, `${kajeet}/v1.0/${url}`, { ...call, body: sent });
      t.equal(response.status, 403, url);
    }
    t.equal((await send('GET', `${auth}/password`, call)).status, 200);
  }
});

t.test('setting a password after a reset ends every token and link from before', async (t) => {
  const { send } = server.sandbox();
  const login = async (password: string) =>
    (await send('POST', `${auth}/token`, { as: null, body: { ...dana, password } })).body.token;
  const before = await login(dana.password);
  for (let count = 0; count < 2; count++) {
    await send('POST', `${auth}/passwordReset`, {
      as: null,
      body: { username: dana.username },
    });
    // The two links are different because the second one is a second younger.
    await send('POST', '/_sim/clock/advance', { body: { seconds: 1 } });
  }
  const [second, first] = (await send('GET', '/_sim/outbox')).body;
  const set = (token: string, newPassword: string) =>
    send('POST', `${auth}/password`, {
      token,
      body: { newPassword, confirmPassword: newPassword },
    });
  t.equal((await set(first.token, 'a fresh start')).status, 200);
  for (const token of [first.token, second.token]) {
    const again = await set(token, 'a second start');
    t.equal(again.status, 401);
    t.match(again.body.message, 'before the last password reset');
    t.equal((await send('GET', `${auth}/password`, { token })).status, 401);
  }
  const totals = (token: string) =>
    send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`, { token });
  t.equal((await totals(before)).status, 401);
  const after = await login('a fresh start');
  t.equal((await totals(after)).status, 200);
  t.equal(claims(after).passwordResets, 1);
});

t.test(
  'a forgotten password: the outbox holds the link, and its token sets a new password and nothing else',
  async (t) => {
    const { send } = server.sandbox();
    const reset = (username: string) =>
      send('POST', `${auth}/passwordReset`, { as: null, body: { username } });
    const [known, unknown] = [await reset('dana.whitfield'), await reset('nobody.at.all')];
    t.equal(known.status, 200);
    t.equal(
      unknown.body.message.replace('nobody.at.all', 'dana.whitfield'),
      known.body.message,
      'the response is the same',
    );
    const { body: mails } = await send('GET', '/_sim/outbox');
    t.equal(mails.length, 1);
    const [mail] = mails;
    t.match(mail, {
      to: 'dana.whitfield@northstar.example',
      subject: /password/,
      sentAt: '2026-03-10T16:00:00.000Z',
    });
    t.ok(mail.link.endsWith(mail.token));
    const password = (method: string, body?: object) =>
      send(method, `${auth}/password`, { token: mail.token, body });
    t.equal((await password('GET')).status, 200);
    const newPassword = 'a fresh start';
    const different = await password('POST', { newPassword, confirmPassword: 'a false start' });
    t.strictSame(different.body.errors, [
      { in: 'body', at: '/confirmPassword', message: 'must be the same as newPassword' },
    ]);
    t.equal((await password('POST', { newPassword, confirmPassword: newPassword })).status, 200);
    const login = (secret: string) =>
      send('POST', `${auth}/token`, { as: null, body: { ...dana, password: secret } });
    t.equal((await login(dana.password)).status, 401);
    t.equal((await login(newPassword)).status, 200);
    t.equal(
      (await send('GET', `${auth}/password`)).status,
      403,
      'an ordinary token does not have the role',
    );
    await reset('marcus.oyelaran');
    const [newest] = (await send('GET', '/_sim/outbox')).body;
    t.match(newest.to, 'marcus.oyelaran', 'newest first');
    const check = () => send('GET', `${auth}/password`, { token: newest.token });
    t.equal((await check()).status, 200);
    await send('POST', '/_sim/clock/advance', { body: { duration: 'PT1H' } });
    t.equal((await check()).status, 401, 'the link is valid for an hour');
  },
);

t.test('the outbox keeps the latest 1,000 mails', async (t) => {
  const { send } = server.sandbox();
  const reset = (username: string) =>
    send('POST', `${auth}/passwordReset`, { as: null, body: { username } });
  await reset('dana.whitfield');
  for (let count = 0; count < 1000; count++) await reset('marcus.oyelaran');
  const { body: mails } = await send('GET', '/_sim/outbox');
  t.equal(mails.length, 1000);
  t.strictSame(
    [...new Set(mails.map(({ to }: { to: string }) => to))],
    ['marcus.oyelaran@northstar.example'],
  );
});
