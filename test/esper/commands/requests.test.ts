import t from 'tap';
import { startInjected } from '../../support/app.js';
import { esper } from '../api.js';
import { advance, command, commands, deviceIn, devices, enterprise, v0 } from './api.js';

const server = await startInjected(t);

t.test('a command passes its states on the clock, and every list shows the same', async (t) => {
  const { send } = server.sandbox();
  const device = await deviceIn(send, 1);
  const { created, states } = await command(send, {
    command_type: 'DEVICE',
    devices: [device],
    command: 'REBOOT',
  });
  t.equal(created.status, 201, created.text);
  t.match(created.body, {
    schedule: 'IMMEDIATE',
    device_type: 'active',
    issued_by: /user\/\d+\/$/,
  });
  const seen = [...(await states())];
  for (const seconds of [1, 2, 1, 5]) {
    t.equal((await advance(send, seconds)).status, 200);
    seen.push(...(await states()));
  }
  t.strictSame(seen, [
    'Command Queued',
    'Command Initiated',
    'Command Acknowledged',
    'Command In Progress',
    'Command Success',
  ]);
  const listed = (await send('GET', `${commands}?command=REBOOT&devices=${device}`)).body;
  t.match(listed.results[0], { status: [{ state: 'Command Success', total: 1 }] });
  const history = (await send('GET', `${v0}/device/${device}/command-history/`)).body;
  t.equal(history.results[0].request, created.body.id);
  const event = (await send('GET', `${devices}${device}/status/?latest_event=0`)).body.results[0];
  t.match(JSON.parse(event.data), { lastCommand: 'REBOOT' });
});

t.test('with a frozen clock nothing moves until it is advanced', async (t) => {
  const { send } = server.sandbox();
  const { states } = await command(send, {
    command_type: 'DEVICE',
    devices: [await deviceIn(send, 1)],
    command: 'LOCK',
  });
  t.strictSame([await states(), await states()], [['Command Queued'], ['Command Queued']]);
  const { body: due } = await send('GET', '/_sim/due');
  t.match(JSON.stringify(due), /A command on a device/);
});

t.test(
  'an offline device gets its command when it comes online, or the command times out',
  async (t) => {
    const { send } = server.sandbox();
    const offline = (await send('GET', `${devices}?state=60&limit=100`)).body.results;
    const day = 86_400_000;
    const now = Date.parse('2026-03-10T16:00:00Z');
    const age = ({ updated_on }: { updated_on: string }) => (now - Date.parse(updated_on)) / day;
    const late = offline.find((each: never) => age(each) < 10);
    const missing = offline.find((each: never) => age(each) > 15);
    const body = { command_type: 'DEVICE', command: 'UPDATE_HEARTBEAT' };
    const one = await command(send, { ...body, devices: [late.id] });
    const other = await command(send, { ...body, devices: [missing.id] });
    await advance(send, 3600);
    t.strictSame(
      [await one.states(), await other.states()],
      [['Command Queued'], ['Command Queued']],
    );
    await advance(send, 2 * 3600);
    t.strictSame(await one.states(), ['Command Success']);
    t.equal((await send('GET', `${devices}${late.id}/`)).body.state, 1);
    await advance(send, 24 * 3600);
    t.strictSame(await other.states(), ['Command TimeOut']);
    t.equal((await send('GET', `${devices}${missing.id}/`)).body.state, 60);
  },
);

t.test('a device that comes online gets everything that waits for it', async (t) => {
  const { send } = server.sandbox();
  const offline = (await send('GET', `${devices}?state=60&limit=100`)).body.results;
  const isLate = ({ updated_on }: { updated_on: string }) => updated_on > '2026-03-01';
  const [one, other] = offline.filter(isLate).map(({ id }: { id: string }) => id);
  const to = (id: string) =>
    command(send, { command_type: 'DEVICE', command: 'LOCK', devices: [id] });
  const first = await to(one);
  await advance(send, 3600);
  const second = await to(one);
  await advance(send, 3590);
  t.strictSame(await first.states(), ['Command Queued']);
  await advance(send, 30);
  t.strictSame(
    [await first.states(), await second.states()],
    [['Command Success'], ['Command Success']],
  );
  const waiting = await to(other);
  await advance(send, 60);
  t.strictSame(await waiting.states(), ['Command Queued']);
  const body = { wire: { state: 1, status: 1 } };
  t.equal((await send('PATCH', `/_sim/data/esper/devices/${other}`, { body })).status, 200);
  t.strictSame(await waiting.states(), ['Command Queued']);
  await advance(send, 9);
  t.strictSame(await waiting.states(), ['Command Success']);
});

t.test('INSTALL and UNINSTALL change the apps, WIPE the state', async (t) => {
  const { send } = server.sandbox();
  const device = await deviceIn(send, 1);
  const packages = async () => {
    const { body } = await send('GET', `${devices}${device}/app/?limit=100`);
    return body.results.map(({ package_name }: { package_name: string }) => package_name);
  };
  const run = async (name: string, command_args = {}, seconds = 60) => {
    const body = { command_type: 'DEVICE', devices: [device], command: name, command_args };
    const { states } = await command(send, body);
    await advance(send, seconds);
    return states();
  };
  const app = { package_name: 'example.northstar.bus' };
  t.notOk((await packages()).includes(app.package_name));
  t.strictSame(await run('INSTALL', app), ['Command Success']);
  t.ok((await packages()).includes(app.package_name));
  t.strictSame(await run('UNINSTALL', app), ['Command Success']);
  t.notOk((await packages()).includes(app.package_name));
  const removed = await send(
    'GET',
    `${devices}${device}/install/?package_name=${app.package_name}`,
  );
  t.match(removed.body.results, [{ install_state: 'UNINSTALL_SUCCESS' }]);
  t.strictSame(await run('INSTALL', { package_name: 'no.such' }), ['Command Failure']);
  t.strictSame(await run('WIPE', {}, 5), ['Command In Progress']);
  t.equal((await send('GET', `${devices}${device}/`)).body.state, 70);
  await advance(send, 60);
  t.match((await send('GET', `${devices}${device}/`)).body, { state: 60, is_active: false });
  t.strictSame(await run('LOCK'), ['Command Failure']);
});

t.test('of several commands in one second the last one sent comes first', async (t) => {
  const { send } = server.sandbox();
  const device = await deviceIn(send, 1);
  const sent: string[] = [];
  for (const name of ['LOCK', 'REBOOT', 'UPDATE_HEARTBEAT', 'LOCK', 'REBOOT', 'LOCK']) {
    const body = { command_type: 'DEVICE', devices: [device], command: name };
    sent.unshift((await command(send, body)).created.body.id);
  }
  const { body } = await send('GET', `${v0}/device/${device}/command-history/?limit=6`);
  t.strictSame(
    body.results.map(({ request }: { request: string }) => request),
    sent,
  );
});

t.test('a command to a group goes to the devices of the type in it and below it', async (t) => {
  const { send } = server.sandbox();
  const groups = (await send('GET', `${esper}/enterprise/${enterprise}/devicegroup/`)).body.results;
  const bus = groups.find(({ name }: { name: string }) => name === 'Northstar Transportation');
  const count = async (filter: string) =>
    (await send('GET', `${devices}?group=${bus.id}&limit=1${filter}`)).body.count;
  for (const [device_type, filter] of [
    ['active', '&state=1'],
    ['inactive', '&state=60'],
    ['all', ''],
  ]) {
    const { created } = await command(send, {
      command_type: 'GROUP',
      groups: [bus.id],
      device_type,
      command: 'LOCK',
    });
    t.strictSame(created.body.status, [
      { state: 'Command Queued', total: await count(String(filter)) },
    ]);
  }
});

t.test('invalid commands name every error', async (t) => {
  const { send } = server.sandbox();
  const unknown = '00000000-0000-4000-8000-000000000000';
  const cases: [Record<string, unknown>, number][] = [
    [{ command_type: 'DEVICE', command: 'FLY' }, 2],
    [{ command_type: 'GROUP', command: 'LOCK', groups: [unknown], devices: [unknown] }, 2],
    [
      {
        command_type: 'DYNAMIC',
        command: 'LOCK',
        schedule: 'WINDOW',
        schedule_args: { end_datetime: '2020-01-01T00:00:00Z' },
      },
      1,
    ],
    [
      {
        command_type: 'DYNAMIC',
        command: 'LOCK',
        schedule: 'RECURRING',
        schedule_args: { days: ['Monday', 'someday', ''] },
      },
      2,
    ],
  ];
  for (const [body, errors] of cases) {
    const { status, body: refusal } = await send('POST', commands, { body });
    t.equal(status, 400, JSON.stringify(body).slice(0, 100));
    t.equal(refusal.errors.length, errors, JSON.stringify(refusal.errors).slice(0, 200));
  }
  const many = { command_type: 'DYNAMIC', command: 'LOCK', devices: Array(1001).fill(unknown) };
  const { status, body: refusal } = await send('POST', commands, { body: many });
  t.equal(status, 400);
  t.match(refusal.errors[0], /^devices: .*1000/);
  const denied = await send('POST', commands, { as: 'Viewer', body: cases[0]?.[0] });
  t.equal(denied.status, 403);
});
