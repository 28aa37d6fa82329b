import t from 'tap';
import { startInjected, startListening } from '../../support/app.js';
import { esper } from '../api.js';
import { createRole, enterprise, findUser, invites, keyOf } from './api.js';

const server = await startInjected(t);
const email = 'ines.moreau@northstar.example';
const invite = (profile: object = {}, more: object = {}) => ({
  email,
  meta: { email, profile: { role: 'Viewer', enterprise, ...profile } },
  ...more,
});
const pathOf = (link: string) => link.replace(/^https?:\/\/[^/]+/, '');

t.test('an accepted invite is a user, who calls with its own key', async (t) => {
  const { send } = server.sandbox();
  const { status, body } = await send('POST', invites, { body: invite() });
  t.equal(status, 201);
  t.match(body, { email, tenant_id: enterprise, send_invitation_email: true, meta: invite().meta });
  const [mail] = (await send('GET', '/_sim/outbox')).body;
  t.match(mail, { to: email, link: body.invitation_url });
  t.ok(mail.link.endsWith(`token=${mail.token}`));
  const listed = await send('GET', `${invites}?email=${email.toUpperCase()}`);
  t.equal(listed.status, 201, 'the vendor documents 201 for this read');
  const { invitation_url: _, ...open } = body;
  t.strictSame(listed.body, { count: 1, userinvites: [open] });

  const accepted = await send('GET', pathOf(mail.link), { as: null });
  t.equal(accepted.status, 200);
  t.match(accepted.body, {
    username: email,
    email,
    full_name: 'Ines Moreau',
    is_email_verified: true,
    profile: { role: 'Viewer', authn_connection_id: body.connection_id },
  });
  t.strictSame(await findUser(send, email).then(({ id }) => id), accepted.body.id);
  const token = await keyOf(send, email);
  t.equal((await send('GET', `${esper}/user_info/`, { token })).body.id, accepted.body.id);
  t.equal((await send('GET', pathOf(mail.link), { as: null })).status, 404, 'works once');
  t.equal((await send('GET', `${invites}?email=${email}`)).body.count, 0);
  const again = await send('POST', invites, { body: invite() });
  t.match(again.body, { code: 400, errors: [/^email: must be unique/] });
});

t.test('the link of a mail needs neither a key nor a header', async (t) => {
  const { sandbox } = await startListening(t);
  const { send } = sandbox();
  const { body } = await send('POST', invites, { body: invite() });
  t.equal((await fetch(body.invitation_url)).status, 200);
  t.ok(await findUser(send, email));
});

t.test('an invite ends after seven days of the sandbox, or when it is withdrawn', async (t) => {
  const { send } = server.sandbox();
  const first = (await send('POST', invites, { body: invite() })).body;
  const advance = (body: object) => send('POST', '/_sim/clock/advance', { body });
  await advance({ duration: 'P6DT23H' });
  t.equal((await send('GET', `${invites}?email=${email}`)).body.count, 1);
  await advance({ duration: 'PT1H' });
  t.equal((await send('GET', `${invites}?email=${email}`)).body.count, 0);
  t.match((await send('GET', pathOf(first.invitation_url), { as: null })).body, { code: 404 });
  t.equal((await send('DELETE', `${invites}/${first.id}`)).status, 404);
  const second = (await send('POST', invites, { body: invite() })).body;
  t.not(second.id, first.id);
  t.equal((await send('DELETE', `${invites}/${second.id}`)).status, 204);
  t.equal((await send('GET', pathOf(second.invitation_url), { as: null })).status, 404);
});

t.test('a wrong token accepts nothing', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('POST', invites, { body: invite() });
  const wrong = pathOf(body.invitation_url).replace(/token=.*/, 'token=wrong');
  t.equal((await send('GET', wrong, { as: null })).status, 404);
  t.equal((await send('GET', wrong.replace(/\?.*/, ''), { as: null })).status, 400);
  t.notOk(await findUser(send, email));
});

t.test('what the tenant cannot give is named, all of it', async (t) => {
  const { send } = server.sandbox();
  const unknown = '00000000-0000-4000-8000-000000000000';
  const profile = { enterprise: unknown, groups: [unknown], role: 'AuthZ Role User' };
  const { status, body } = await send('POST', invites, {
    body: invite(profile, { connection_id: 'none', email: 'dana.whitfield@northstar.example' }),
  });
  t.equal(status, 400);
  t.strictSame(
    body.errors.map((line: string) => line.split(':')[0]),
    [
      'email',
      'connection_id',
      'meta.profile.enterprise',
      'meta.profile.groups.0',
      'meta.profile.authz_role_id',
    ],
  );
  for (const role of ['Group Admin', 'Group Viewer', 'AuthZ Role User']) {
    const refusal = await send('POST', invites, { body: invite({ role }) });
    t.match(refusal.body.errors, [/^meta\.profile\.groups: must name a group/], role);
  }
  for (const role of ['Shoonya Admin', 'Enterprise User'])
    t.equal((await send('POST', invites, { body: invite({ role }) })).status, 400, role);
  t.equal((await send('POST', invites, { as: 'Viewer', body: invite() })).status, 403);
});

t.test('an invite gives groups and a custom role', async (t) => {
  const { send } = server.sandbox();
  const elena = await findUser(send, 'elena.duarte');
  const groups = elena.profile.groups.map(({ id }) => id);
  const authz_role_id = await createRole(send, 'Reader', ['read:device']);
  const profile = { role: 'AuthZ Role User', groups, authz_role_id };
  const { body } = await send('POST', invites, { body: invite(profile) });
  const accepted = await send('GET', pathOf(body.invitation_url), { as: null });
  t.match(accepted.body.profile, { role: 'AuthZ Role User', authz_role_id });
  t.strictSame(accepted.body.profile.groups, elena.profile.groups);
});
