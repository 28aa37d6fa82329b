import t from 'tap';
import { startInjected } from '../../support/app.js';
import { advance, command, deviceIn } from './api.js';

const server = await startInjected(t);

t.test('a window that is open sends at once, another when it opens', async (t) => {
  const { send } = server.sandbox();
  const base = { command_type: 'DEVICE', devices: [await deviceIn(send, 1)], command: 'LOCK' };
  // It is Tuesday 2026-03-10, 16:00.
  const around = { start_datetime: '2026-03-10T15:00:00Z', end_datetime: '2026-03-12T15:30:00Z' };
  const afternoon = { window_start_time: '14:00', window_end_time: '17:00' };
  const night = { window_start_time: '22:00', window_end_time: '16:30' };
  const later = { start_datetime: '2026-03-10T19:00:00Z', end_datetime: '2026-03-10T20:00:00Z' };
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
    // The window is open when the period begins, which ends before another one opens.
    ['WINDOW', { ...later, window_start_time: '18:00', window_end_time: '21:00' }, 3],
    ['RECURRING', { ...later, window_start_time: '18:00', window_end_time: '21:00' }, 3],
    // Without times of day a window is open all day, but only on its days.
    ['WINDOW', { ...around, days: ['Wednesday'] }, 8],
    ['WINDOW', { days: ['tue'] }, 0],
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

t.test('a recurring command without a start and a window is sent once a day', async (t) => {
  const { send } = server.sandbox();
  const device = await deviceIn(send, 1);
  for (const [schedule_args, count] of [
    [{}, 4],
    [{ days: ['Tuesday', 'Thursday'] }, 2],
    [{ end_datetime: '2026-03-11T18:00:00Z' }, 2],
  ] as const) {
    const { send } = server.sandbox();
    const { states } = await command(send, {
      command_type: 'DEVICE',
      devices: [device],
      command: 'LOCK',
      schedule: 'RECURRING',
      schedule_args,
    });
    await advance(send, 60);
    t.strictSame(await states(), ['Command Success']);
    await advance(send, 3 * 86_400);
    t.strictSame(await states(), Array(count).fill('Command Success'));
  }
});

t.test('a time of a schedule without an offset is one of UTC', async (t) => {
  const { send } = server.sandbox();
  const base = { command_type: 'DEVICE', devices: [await deviceIn(send, 1)], command: 'LOCK' };
  const schedule = 'WINDOW';
  for (const [start_datetime, end_datetime, shown] of [
    ['2026-03-11T10:00:00', '2026-03-12T10:00:00', '2026-03-11T10:00:00Z'],
    ['2026-03-11T10:00:00.727000', '2026-03-12T10:00:00Z', '2026-03-11T10:00:00.727000Z'],
    ['2026-03-11T10:00:00+01:00', '2026-03-12T10:00:00', '2026-03-11T10:00:00+01:00'],
  ]) {
    const schedule_args = { start_datetime, end_datetime };
    const { created } = await command(send, { ...base, schedule, schedule_args });
    t.equal(created.status, 201, created.text);
    t.equal(created.body.schedule_args.start_datetime, shown);
    const due: { contract: string; at: string }[] = (await send('GET', '/_sim/due')).body;
    t.ok(due.some(({ at }) => Date.parse(at) === Date.parse(String(shown))));
  }
  for (const start_datetime of ['2026-13-11T10:00:00', '2026-03-11', '10:00:00']) {
    const { created } = await command(send, {
      ...base,
      schedule,
      schedule_args: { start_datetime },
    });
    t.equal(created.status, 400);
    t.match(created.body.errors, [new RegExp(`start_datetime: .*"${start_datetime}"`)]);
  }
});
