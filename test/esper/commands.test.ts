import t from 'tap';
import { startInjected } from '../support/app.js';
import { esper } from './api.js';
import { response as sample } from './samples.js';

const server = await startInjected(t);
const enterprise = sample.profile.enterprise;
const devices = `${esper}/enterprise/${enterprise}/device/`;
const v0 = `${esper}/v0/enterprise/${enterprise}`;
const commands = `${v0}/command/`;

type Send = ReturnType<typeof server.sandbox>['send'];

const deviceIn = async (send: Send, state: number): Promise<string> =>
  (await send('GET', `${devices}?state=${state}&limit=1`)).body.results[0].id;
const advance = (send: Send, seconds: number) =>
  send('POST', '/_sim/clock/advance', { body: { seconds } });

/** Sends a command to devices and returns a function that reads their states. */
async function command(send: Send, body: Record<string, unknown>) {
  const created = await send('POST', commands, { body });
  const states = async (): Promise<string[]> => {
    const { body } = await send('GET', `${commands}${created.body.id}/status/?limit=100`);
    return body.results.map(({ state }: { state: string }) => state);
  };
  return { created, states };
}

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

t.test('a window that is open sends at once, another when it opens', async (t) => {
  const { send } = server.sandbox();
  const base = { command_type: 'DEVICE', devices: [await deviceIn(send, 1)], command: 'LOCK' };
  // It is Tuesday 2026-03-10, 16:00.
  const around = { start_datetime: '2026-03-10T15:00:00Z', end_datetime: '2026-03-12T15:30:00Z' };
  const afternoon = { window_start_time: '14:00', window_end_time: '17:00' };
  const night = { window_start_time: '22:00', window_end_time: '16:30' };
  const morning = { window_start_time: '08:00', window_end_time: '16:00' };
  const cases: [string, object, number][] = [
    ['WINDOW', around, 0],
    ['WINDOW', { ...around, ...afternoon }, 0],
    ['WINDOW', { ...around, ...night }, 0],
    ['WINDOW', { ...around, ...night, days: ['Tuesday'] }, 6],
    ['WINDOW', { ...around, ...morning }, 16],
    ['WINDOW', { ...around, ...afternoon, days: ['wed'] }, 22],
    ['RECURRING', { ...around, ...afternoon }, 0],
    ['RECURRING', around, 23],
  ];
  for (const [schedule, schedule_args, hours] of cases) {
    const label = `${schedule} ${JSON.stringify(schedule_args)}`;
    const { send } = server.sandbox();
    const { created, states } = await command(send, { ...base, schedule, schedule_args });
    t.equal(created.status, 201, created.text);
    if (hours > 0) await advance(send, hours * 3600 - 1);
    const before = (await states()).filter((state) => state !== 'Command Scheduled');
    t.strictSame(before, hours > 0 ? [] : ['Command Queued'], label);
    const due = (await send('GET', '/_sim/due')).body;
    t.ok(
      due.some(({ contract }: { contract: string }) => contract === 'esper'),
      'it is due',
    );
    await advance(send, 20);
    t.strictSame(await states(), ['Command Success'], label);
  }
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

t.test('a window sends once, a recurring command each time until its end', async (t) => {
  const { send } = server.sandbox();
  const base = { command_type: 'DEVICE', devices: [await deviceIn(send, 1)], command: 'LOCK' };
  const start_datetime = '2026-03-11T10:00:00Z';
  const once = await command(send, {
    ...base,
    schedule: 'WINDOW',
    schedule_args: { start_datetime },
  });
  t.strictSame(await once.states(), ['Command Scheduled']);
  const again = await command(send, {
    ...base,
    schedule: 'RECURRING',
    schedule_args: {
      start_datetime,
      end_datetime: '2026-03-17T00:00:00Z',
      window_start_time: '12:30',
      days: ['Wednesday', 'FRI', 'monday'],
    },
  });
  t.strictSame(await again.states(), []);
  await advance(send, 86_400);
  t.strictSame(await once.states(), ['Command Success']);
  t.strictSame(await again.states(), ['Command Success']);
  await advance(send, 10 * 86_400);
  t.strictSame(await again.states(), Array(3).fill('Command Success'));
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
