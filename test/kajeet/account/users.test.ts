import t from 'tap';
import { query, startInjected } from '../../support/app.js';
import { kajeet } from '../api.js';
import { rows } from './api.js';

const server = await startInjected(t);
const api = `${kajeet}/v1.0`;
const settings = `${api}/accountSettings`;
const north = `${api}/devices/NORTHSTAR-ISD`;

const newcomer = {
  userName: 'noor.aziz',
  firstName: 'Noor',
  lastName: 'Aziz',
  email: 'noor.aziz@northstar.example',
  role: 'org_tech',
  deviceGroup: 'NORTHSTAR-HIGH',
};

t.test('a user who is added logs in, and the lists show the user', async (t) => {
  const { send } = server.sandbox();
  const login = (username: string, password: string) =>
    send('POST', `${api}/auth/token`, { as: null, body: { username, password } });
  const { status, body } = await send('POST', `${settings}/users/`, { body: newcomer });
  t.equal(status, 200);
  t.match(body.user, { ...newcomer, status: 'ACTIVE', pendingEmail: null });

  const [mail] = (await send('GET', '/_sim/outbox')).body;
  t.equal(mail.to, newcomer.email);
  const own = { newPassword: 'correct horse', confirmPassword: 'correct horse' };
  t.equal(
    (await send('POST', `${api}/auth/password`, { token: mail.token, body: own })).status,
    200,
  );
  const { body: session } = await login(newcomer.userName, 'correct horse');
  t.equal(session.details.corpId, 'NORTHSTAR-HIGH');
  const totals = `${api}/devices/NORTHSTAR-HIGH/totals`;
  t.equal((await send('GET', totals, { token: session.token })).status, 200);
  t.equal((await send('GET', `${north}/totals`, { token: session.token })).status, 403);

  const { body: listed } = await send('GET', `${settings}/users${rows({ searchValue: 'aziz' })}`);
  t.match(listed, { totalCount: 1, users: [newcomer] });
  const csv = await send(
    'GET',
    `${settings}/users${query({ export: 'CSV', searchValue: 'noor', columns: 'USER_NAME,ROLE,DEVICE_GROUP' })}`,
  );
  t.equal(csv.text, 'USER_NAME,ROLE,DEVICE_GROUP\r\nnoor.aziz,org_tech,Northstar High School\r\n');
  const admins = (await send('GET', `${api}/manage-profile/adminUsers/`)).body;
  t.ok(admins.some(({ username }: { username: string }) => username === newcomer.userName));
  const groups = await send(
    'GET',
    `${settings}/users/deviceGroupsList${query({ email: 'NOOR.AZIZ@northstar.example' })}`,
  );
  t.strictSame(groups.body, [{ corpId: 'NORTHSTAR-HIGH', description: 'Northstar High School' }]);
});

t.test('a user who is added with a password logs in with it', async (t) => {
  const { send } = server.sandbox();
  const body = { ...newcomer, password: 'correct horse' };
  t.equal((await send('POST', `${settings}/users/`, { body })).status, 200);
  t.strictSame((await send('GET', '/_sim/outbox')).body, []);
  const credentials = { username: newcomer.userName, password: body.password };
  const login = await send('POST', `${api}/auth/token`, { as: null, body: credentials });
  t.equal(login.status, 200);
});

t.test('a disabled user is refused until enabled again, a deleted one for good', async (t) => {
  const { send } = server.sandbox();
  await send('POST', `${settings}/users/`, { body: { ...newcomer, password: 'correct horse' } });
  const credentials = { username: newcomer.userName, password: 'correct horse' };
  const login = () => send('POST', `${api}/auth/token`, { as: null, body: credentials });
  const { token } = (await login()).body;
  const read = () => send('GET', `${api}/devices/NORTHSTAR-HIGH/totals`, { token });
  const setEnabled = (enabled: boolean) =>
    send('PUT', `${settings}/users/status/${newcomer.userName}`, { body: { enabled } });

  t.match((await setEnabled(false)).body, { user: { status: 'DISABLED' } });
  t.equal((await login()).status, 403);
  t.equal((await read()).status, 403);
  t.match((await setEnabled(true)).body, { user: { status: 'ACTIVE' } });
  t.equal((await read()).status, 200);

  const user = `${settings}/users/${newcomer.userName}`;
  t.equal((await send('DELETE', user)).status, 200);
  t.equal((await read()).status, 401);
  t.equal((await login()).status, 401);
  t.equal((await send('DELETE', user)).status, 404);
  await send('POST', `${settings}/users/`, { body: { ...newcomer, password: 'correct horse' } });
  t.equal((await read()).status, 401, 'the old token is not one of the new user of the same name');
  t.equal((await login()).status, 200);
});

t.test('a changed e-mail address is pending until the token of the mail confirms it', async (t) => {
  const { send } = server.sandbox();
  const user = `${settings}/users/iris.calloway`;
  const email = 'iris@northstar.example';
  const { body: changed } = await send('PUT', user, { body: { email, firstName: 'Iris May' } });
  t.match(changed.user, {
    firstName: 'Iris May',
    email: 'iris.calloway@northstar.example',
    pendingEmail: email,
  });
  const [mail] = (await send('GET', '/_sim/outbox')).body;
  t.equal(mail.to, email);
  t.match(mail.link, mail.token);
  const confirm = (body: object) =>
    send('POST', `${settings}/setChangeEmailConfirmation`, { body });
  t.equal((await confirm({ token: 'wrong' })).status, 404);
  t.equal((await confirm({ token: mail.token, userName: 'iris.calloway' })).status, 400);
  t.match((await confirm({ token: mail.token })).body.user, { email, pendingEmail: null });
  t.equal((await confirm({ token: mail.token })).status, 404);
  const { body: found } = await send(
    'GET',
    `${settings}/users/deviceGroupsList${query({ email })}`,
  );
  t.equal(found[0].corpId, 'NORTHSTAR-HIGH');
  await send('PUT', user, { body: { email: 'other@northstar.example' } });
  const { body: dropped } = await confirm({ userName: 'iris.calloway', confirmed: false });
  t.match(dropped.user, { email, pendingEmail: null });
  const taken = { email: 'Dana.Whitfield@northstar.example' };
  t.equal((await send('PUT', user, { body: taken })).status, 409);
});

t.test('a role reaches its own rank and those below, and its own part of the tree', async (t) => {
  const { send } = server.sandbox();
  const as = 'org_managerplus';
  const { body: roles } = await send('GET', `${settings}/roles`, { as });
  t.strictSame(
    roles.map(({ code }: { code: string }) => code),
    ['org_managerplus', 'org_manager', 'org_support', 'org_user', 'org_mediacenter', 'readonly'],
  );
  const add = (body: object) => send('POST', `${settings}/users/`, { as, body });
  t.equal((await add(newcomer)).status, 403);
  t.equal((await add({ ...newcomer, role: 'org_user', deviceGroup: 'METRO-TRANSIT' })).status, 403);
  t.equal((await add({ ...newcomer, role: 'org_user', deviceGroup: 'NOWHERE' })).status, 404);
  const extra = { ...newcomer, role: 'org_user', additionalScopes: ['aux_activation'] };
  t.equal((await add(extra)).status, 403);
  t.equal((await add({ ...newcomer, role: 'org_user' })).status, 200);
  t.equal((await add({ ...newcomer, role: 'org_user' })).status, 409);
  t.equal((await send('DELETE', `${settings}/users/dana.whitfield`, { as })).status, 403);
  t.equal((await send('DELETE', `${settings}/users/nadia.petrov`)).status, 404);
  t.equal((await send('DELETE', `${settings}/users/dana.whitfield`)).status, 409);
  const { status, body } = await add({ userName: 'a b', email: 'x' });
  t.equal(status, 400);
  t.strictSame(body.errors.map(({ at }: { at: string }) => at).sort(), [
    '/email',
    '/firstName',
    '/lastName',
    '/userName',
  ]);
});

t.test('users are sorted, paged and exported as asked', async (t) => {
  const { send } = server.sandbox();
  const list = async (parameters: Record<string, string | number>) =>
    (await send('GET', `${settings}/users${query({ offset: 0, limit: 5, ...parameters })}`)).body;
  const all = await list({ limit: 100, sort: 'LAST_NAME', sortDir: 'DESC' });
  const names = all.users.map(({ lastName }: { lastName: string }) => lastName.toLowerCase());
  t.strictSame(names, [...names].sort().reverse());
  t.equal(all.totalCount, names.length);
  t.notOk(all.users.some(({ userName }: { userName: string }) => userName === 'northstar-sis'));
  const second = await list({ offset: 5, sort: 'LAST_NAME', sortDir: 'DESC' });
  t.strictSame(second.users, all.users.slice(5, 10));
  t.equal((await send('GET', `${settings}/users${rows({ limit: 101 })}`)).status, 400);
  t.equal((await send('GET', `${settings}/users${rows({ sort: 'AGE' })}`)).status, 400);
  const { text } = await send('GET', `${settings}/users${query({ export: 'CSV' })}`);
  t.equal(text.split('\r\n').length, all.totalCount + 2);
});
