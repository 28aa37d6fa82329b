import t from 'tap';
import { startInjected } from '../support/app.js';
import { errorPlaces, kajeet } from './api.js';

const server = await startInjected(t);
const profile = `${kajeet}/v1.0/manage-profile`;

t.test(
  'messages: a saved message is read back with every key and replaces the previous one',
  async (t) => {
    for (const name of ['deviceStatusMessage', 'lostStolenMessage']) {
      const { send } = server.sandbox();
      const url = `${profile}/${name}/`;
      t.match((await send('GET', url)).body, { message: String });
      const body = { message: 'Return to the library', color: 'red', nested: { list: [1, null] } };
      t.strictSame((await send('POST', url, { body })).body, { message: 'Saved' });
      t.strictSame((await send('GET', url)).body, body);
      await send('POST', url, { body: { message: 'Second' } });
      t.strictSame((await send('GET', url)).body, { message: 'Second' });
      t.not(
        (await send('GET', url, { at: 'METRO-TRANSIT' })).body.message,
        'Second',
        "it is the account's",
      );
    }
  },
);

t.test(
  '"for a non-PLTE account": a PLTE account is refused before its body is validated',
  async (t) => {
    const { send } = server.sandbox();
    for (const name of [
      'creditCardInformation',
      'deviceStatusMessage',
      'emailNotification',
      'lostStolenMessage',
    ]) {
      for (const method of ['GET', 'POST']) {
        const body = method === 'POST' ? {} : undefined;
        const { status, body: refusal } = await send(method, `${profile}/${name}/`, {
          at: 'HARBOR-PLTE',
          body,
        });
        t.equal(status, 403, name);
        t.equal(
          refusal.message,
          'Only for accounts that are not PLTE; the account HARBOR-PLTE is plte',
        );
      }
    }
  },
);

t.test('contactInformation: saved values are read back by every user of the account', async (t) => {
  const { send } = server.sandbox();
  const url = `${profile}/contactInformation/`;
  t.match((await send('GET', url)).body, {
    firstName: 'Dana',
    lastName: 'Whitfield',
    email: 'dana.whitfield@northstar.example',
    city: 'Rochester',
    timeZone: 'America/New_York',
  });
  const body = { firstName: 'Dana', email: 'dana@northstar.example', fax: 'none' };
  await send('POST', url, { as: 'org_user', body });
  t.strictSame((await send('GET', url, { as: 'readonly' })).body, body);
  t.equal(
    (await send('POST', url, { as: 'readonly', body })).status,
    403,
    'readonly changes nothing',
  );
  const wrong = await send('POST', url, { body: { email: 'nobody', phone: 5 } });
  t.strictSame(errorPlaces(wrong.body), ['/email', '/phone']);
  t.strictSame(errorPlaces((await send('POST', url, { body: { other: 1 } })).body), ['']);
});

t.test(
  'creditCardInformation: brand, last four digits, expiry and name are stored, number and code never',
  async (t) => {
    const { send, name } = server.sandbox();
    const url = `${profile}/creditCardInformation/`;
    const seeded = { brand: 'Visa', lastFour: '4418', nameOnCard: 'Dana Whitfield' };
    t.match((await send('GET', url)).body, seeded);
    t.equal((await send('DELETE', url)).status, 200);
    t.equal((await send('GET', url)).status, 404);
    t.equal((await send('DELETE', url)).status, 404);
    const card = {
      nameOnCard: 'Dana Whitfield',
      cardNumber: '4111111111111111',
      expirationMonth: 12,
      expirationYear: 2030,
      cvv: '987',
    };
    t.equal((await send('POST', url, { body: card })).status, 200);
    const storedCard = {
      brand: 'Visa',
      lastFour: '1111',
      expirationMonth: 12,
      expirationYear: 2030,
      nameOnCard: 'Dana Whitfield',
    };
    t.strictSame((await send('GET', url)).body, storedCard);
    const stored = JSON.stringify(
      server.app.sandboxes
        .open(name)
        ?.documents((await import('../../src/contracts/kajeet/collections.js')).preferences)
        .all({}),
    );
    t.match(stored, '"lastFour":"1111"');
    t.notMatch(stored, '411111');
    t.notMatch(stored, '987');
    t.equal((await send('DELETE', url)).status, 200);
    t.equal((await send('GET', url)).status, 404);
    for (const [change, where] of [
      [{ cardNumber: '4111111111111112' }, '/cardNumber'],
      [{ cardNumber: '4111 1111 1111 1111' }, '/cardNumber'],
      [{ cardNumber: 4111111111111111 }, '/cardNumber'],
      [{ expirationMonth: 13 }, '/expirationMonth'],
      [{ expirationMonth: 2, expirationYear: 2026 }, '/expirationYear'],
      [{ cvv: '12' }, '/cvv'],
    ] as const) {
      const { status, body, text } = await send('POST', url, { body: { ...card, ...change } });
      t.equal(status, 400, JSON.stringify(change));
      t.strictSame(errorPlaces(body), [where]);
      t.notMatch(text, '411111', 'a card number is never repeated');
    }
    t.equal(
      (await send('POST', url, { body: { ...card, expirationMonth: 3, expirationYear: 2026 } }))
        .status,
      200,
      'valid to the end of its month',
    );
  },
);

t.test('creditCardInformation: an account that is invoiced has no card on file', async (t) => {
  const { send } = server.sandbox();
  const url = `${profile}/creditCardInformation/`;
  const statuses = await Promise.all(
    ['NORTHSTAR-ISD', 'SUMMIT-WBU', 'ATLAS-ASB', 'METRO-TRANSIT'].map(
      async (at) => (await send('GET', url, { at })).status,
    ),
  );
  t.strictSame(statuses, [200, 200, 200, 404]);
  const messages = await send('GET', `${profile}/deviceStatusMessage/`, { at: 'METRO-TRANSIT' });
  t.match(messages, { status: 200, body: { message: /./ } });
});

t.test('emailNotification: "preferences for the user": each user has separate ones', async (t) => {
  const { send } = server.sandbox();
  const url = `${profile}/emailNotification/`;
  t.strictSame((await send('GET', url)).body, { dormantDeviceEmail: true });
  t.strictSame((await send('GET', url, { as: 'org_tech' })).body, { dormantDeviceEmail: false });
  await send('POST', url, { as: 'org_tech', body: { dormantDeviceEmail: true } });
  await send('POST', url, { body: { dormantDeviceEmail: false } });
  t.strictSame((await send('GET', url, { as: 'org_tech' })).body, { dormantDeviceEmail: true });
  t.strictSame((await send('GET', url)).body, { dormantDeviceEmail: false });
});

t.test('adminUsers: "Get a list of Admin Users for an account"', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('GET', `${profile}/adminUsers/`, {
    as: 'org_tech',
    at: 'NORTHSTAR-HIGH',
  });
  const names = body.map(({ username }: { username: string }) => username);
  t.ok(names.includes('dana.whitfield') && names.includes('elena.duarte'));
  t.notOk(names.includes('walter.pruitt'), 'a disabled user is not listed');
  t.notOk(names.includes('ruth.castellano'));
  t.notOk(names.includes('nadia.petrov'), 'a user of another account');
});

t.test('provinces, secret questions and time zones are listed', async (t) => {
  const { send } = server.sandbox();
  const provinces = (await send('GET', `${profile}/provinces/`)).body;
  for (const each of [
    { code: 'NY', name: 'New York' },
    { code: 'DC', name: 'District of Columbia' },
    { code: 'QC', name: 'Quebec' },
  ]) {
    t.ok(
      provinces.some(({ code, name }: typeof each) => code === each.code && name === each.name),
      each.name,
    );
  }
  const zones = (await send('GET', `${profile}/timeZones/`)).body;
  t.ok(zones.some(({ code }: { code: string }) => code === 'America/New_York'));
  t.match((await send('GET', `${profile}/secretQuestions/`)).body[0], { id: 1, name: String });
});

t.test('securityInformation: a new password replaces the old one', async (t) => {
  const { send } = server.sandbox();
  const url = `${profile}/securityInformation/`;
  const login = async (password: string) =>
    (
      await send('POST', `${kajeet}/v1.0/auth/token`, {
        as: null,
        body: { username: 'dana.whitfield', password },
      })
    ).status;
  const change = (body: object) => send('POST', url, { body });
  const [currentPassword, newPassword] = ['demo-dana.whitfield', 'a new one 1'];
  for (const [body, where] of [
    [{ currentPassword }, ['/confirmPassword', '/newPassword']],
    [{ newPassword, confirmPassword: newPassword }, ['/currentPassword']],
    [{ currentPassword: 'wrong', newPassword, confirmPassword: newPassword }, ['/currentPassword']],
    [{ currentPassword, newPassword, confirmPassword: 'other' }, ['/confirmPassword']],
    [{ currentPassword, newPassword: 'short', confirmPassword: 'short' }, ['/newPassword']],
    [{ secretQuestionId: 1 }, ['/secretAnswer']],
    [{ secretAnswer: 'Rex' }, ['/secretQuestionId']],
    [{ secretQuestionId: 99, secretAnswer: 'Rex' }, ['/secretQuestionId']],
  ] as const) {
    const { status, body: refusal, text } = await change(body);
    t.equal(status, 400, JSON.stringify(body));
    t.strictSame(errorPlaces(refusal), where);
    t.notMatch(text, currentPassword);
  }
  t.equal(await login(currentPassword), 200);
  t.equal(
    (await change({ currentPassword, newPassword, confirmPassword: newPassword })).status,
    200,
  );
  t.equal(await login(currentPassword), 401, 'the old password gets no token');
  t.equal(await login(newPassword), 200);
});

t.test(
  'securityInformation: the answer to the question is never returned; readonly may change its own',
  async (t) => {
    const { send } = server.sandbox();
    const url = `${profile}/securityInformation/`;
    const as = 'readonly';
    t.match((await send('GET', url, { as })).body, {
      username: 'ruth.castellano',
      secretQuestionId: null,
      secretQuestion: null,
    });
    t.equal(
      (await send('POST', url, { as, body: { secretQuestionId: 2, secretAnswer: 'Ghent' } }))
        .status,
      200,
    );
    const { body, text } = await send('GET', url, { as });
    t.match(body, { secretQuestionId: 2, secretQuestion: 'In which city were you born?' });
    t.notMatch(text, 'Ghent');
    t.equal(
      (await send('POST', url, { as, body: { anything: true } })).status,
      400,
      'a body with none of these is refused',
    );
    t.match((await send('GET', url, { as })).body, { secretQuestionId: 2 });
  },
);
