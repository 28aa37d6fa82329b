import t from 'tap';
import { startInjected } from '../../support/app.js';
import { esper } from '../api.js';
import { response as sample } from '../samples.js';

const server = await startInjected(t);
const { enterprise } = sample.profile;
const base = `${esper}/enterprise/${enterprise}`;
const v0 = `${esper}/v0/enterprise/${enterprise}`;
const service = `${esper}/commands/v0/commands/`;
const unknown = '00000000-0000-4000-8000-000000000000';

type Send = ReturnType<typeof server.sandbox>['send'];

const deviceIn = async (send: Send, state: number): Promise<string> =>
  (await send('GET', `${base}/device/?state=${state}&limit=1`)).body.results[0].id;
const groupNamed = async (send: Send, name: string) =>
  (await send('GET', `${base}/devicegroup/?name=${encodeURIComponent(name)}`)).body.results[0];
const advance = (send: Send, seconds: number) =>
  send('POST', '/_sim/clock/advance', { body: { seconds } });

t.test(
  'an older command to a device runs on the clock and is a request of version 0',
  async (t) => {
    const { send } = server.sandbox();
    const device = await deviceIn(send, 1);
    const commands = `${base}/device/${device}/command/`;
    const body = { command: 'SET_BRIGHTNESS_SCALE', command_args: { brightness_value: 80, no: 1 } };
    const sent = await send('POST', commands, { body });
    t.equal(sent.status, 200, sent.text);
    t.match(sent.body, { state: 'Command Initiated', schedule: 'IMMEDIATE', group_command: null });
    t.strictSame(sent.body.command_args, { brightness_value: 80 });
    t.notOk('action' in sent.body);
    const seen: string[] = [];
    for (const seconds of [1, 2, 1, 5]) {
      await advance(send, seconds);
      const { state, action } = (await send('GET', `${commands}${sent.body.id}/`)).body;
      seen.push(`${state} ${action}`);
    }
    t.strictSame(seen, [
      'Command Initiated undefined',
      'Command Acknowledged acknowledge',
      'Command In Progress in_progress',
      'Command Success success',
    ]);
    const { results } = (await send('GET', `${v0}/command/?devices=${device}`)).body;
    t.match(results[0], { command: body.command, command_args: { brightness_value: 80 } });
    const history = (await send('GET', `${v0}/device/${device}/command-history/`)).body.results;
    t.equal(history[0].id, sent.body.id);
    const listed = (await send('GET', `${service}?devices=${device}`)).body.content.results;
    t.equal(listed[0].id, results[0].id);
  },
);

t.test('an older command to a group counts its devices as done or failed', async (t) => {
  const { send } = server.sandbox();
  const group = await groupNamed(send, 'Northstar Transportation');
  const commands = `${base}/devicegroup/${group.id}/command/`;
  const sent = await send('POST', commands, { body: { command: 'LOCK' } });
  t.equal(sent.status, 201, sent.text);
  t.match(sent.body, { state: 'Command Initiated', is_active: true, details: null });
  const statuses = `${v0}/command/${sent.body.id}/status/?limit=500`;
  const { results } = (await send('GET', statuses)).body;
  t.equal(results.length, group.device_count, 'devices that are offline get it too');
  const deviceId = results[0].device.split('/').at(-2);
  const ofDevice = `${base}/device/${deviceId}/command/${results[0].id}/`;
  t.match((await send('GET', ofDevice)).body, {
    group_command: new RegExp(`${sent.body.id}/$`),
    group_schedule_id: sent.body.id,
  });
  await advance(send, 3 * 86_400);
  const ended = (await send('GET', statuses)).body.results;
  const failed = ended.filter(({ state }: { state: string }) => state !== 'Command Success').length;
  t.match(
    (await send('GET', `${commands}${sent.body.id}/`)).body,
    failed > 0
      ? { state: 'Command Failure', details: `Failed on ${failed} of ${ended.length} devices` }
      : { state: 'Command Success', details: null },
  );
  const spare = await groupNamed(send, 'Northstar Spare Pool');
  const other = `${base}/devicegroup/${spare.id}/command/${sent.body.id}/`;
  t.equal((await send('GET', other)).status, 404, 'of another group');
});

t.test('older commands have their own names and limits', async (t) => {
  const { send } = server.sandbox();
  const device = await deviceIn(send, 1);
  const commands = `${base}/device/${device}/command/`;
  const limits: [string, unknown[], unknown[]][] = [
    ['brightness_value', [1, 100], [0, 101, '50', 1.5]],
    ['volume_level', [0, 100], [-1, 101]],
    ['stream', [0, 3], [4, -1]],
    ['rotate_state', [0, 2], [3]],
    ['gps_state', [0, 3], [4]],
    ['screen_off_timeout', [5000, 1_800_000], [4999, 1_800_001]],
    ['wipe_FRP', [true], ['true']],
  ];
  for (const [name, valid, invalid] of limits) {
    for (const value of [...valid, ...invalid]) {
      const body = { command: 'REBOOT', command_args: { [name]: value } };
      const { status, body: refusal } = await send('POST', commands, { body });
      const isValid = valid.includes(value);
      t.equal(status, isValid ? 200 : 400, `${name} ${JSON.stringify(value)}`);
      if (!isValid)
        t.match(refusal, { status: 400, errors: [new RegExp(`^command_args.${name}`)] });
    }
  }
  t.equal((await send('POST', commands, { body: { command: 'SET_NEW_POLICY' } })).status, 400);
  t.equal((await send('POST', commands, { body: {} })).status, 400);
  t.equal((await send('POST', commands, { as: 'Viewer', body: { command: 'LOCK' } })).status, 403);
  const group = await groupNamed(send, 'Northstar Transportation');
  const wipe = await send('POST', `${base}/devicegroup/${group.id}/command/`, {
    body: { command: 'WIPE' },
  });
  t.equal(wipe.status, 400);
  const missing = await send('POST', `${base}/device/${unknown}/command/`, {
    body: { command: 'LOCK' },
  });
  t.equal(missing.status, 404);
});

t.test('commands that this generation does not know are not found by it', async (t) => {
  const { send } = server.sandbox();
  const device = await deviceIn(send, 1);
  const body = { command_type: 'DEVICE', devices: [device], command: 'SET_KIOSK_APP' };
  await send('POST', `${v0}/command/`, { body });
  const [status] = (await send('GET', `${v0}/device/${device}/command-history/`)).body.results;
  const url = `${base}/device/${device}/command/${status.id}/`;
  t.equal((await send('GET', url)).status, 404);
});

t.test('the command service has its own envelope, names and arguments', async (t) => {
  const { send } = server.sandbox();
  const device = await deviceIn(send, 1);
  const command_args = {
    kind: 'DOWNLOAD_CONTENT',
    content_id: '7',
    content_destination: '/sdcard',
  };
  const body = {
    command_type: 'DEVICE',
    alias: 'Worksheets',
    devices: [device],
    command: 'SYNC_CONTENT',
    command_args,
  };
  const sent = await send('POST', service, { body });
  t.equal(sent.status, 201, sent.text);
  t.match(sent.body, { code: 201, message: String, content: { alias: 'Worksheets' } });
  t.strictSame(sent.body.content.command_args, command_args);
  await advance(send, 60);
  const listed = await send('GET', `${service}?command=SYNC_CONTENT&schedule=IMMEDIATE&limit=1`);
  t.match(listed.body, { code: 200, content: { count: 1, next: null, previous: null } });
  t.match(listed.body.content.results[0].status, [{ state: 'Command Success', total: 1 }]);
  const older = (await send('GET', `${v0}/command/?command=SYNC_CONTENT`)).body.results;
  t.strictSame(older[0].command_args, {}, 'version 0 shows the arguments that it declares');
  t.notOk('alias' in older[0]);
});

t.test('DYNAMIC sends to the named devices and to those of the groups, each once', async (t) => {
  const { send } = server.sandbox();
  const group = await groupNamed(send, 'Northstar Transportation');
  const filter = `group=${group.id}&state=1`;
  const online = (await send('GET', `${base}/device/?${filter}&limit=500`)).body.results;
  const others = (await send('GET', `${base}/device/?state=1&limit=500`)).body.results;
  const outside = others.find(
    ({ id }: { id: string }) => !online.some((each: { id: string }) => each.id === id),
  );
  const devices = [online[0].id, outside.id];
  const sent = await send('POST', service, {
    body: { command_type: 'DYNAMIC', devices, groups: [group.id], command: 'LOCK' },
  });
  t.strictSame(sent.body.content.status, [{ state: 'Command Queued', total: online.length + 1 }]);
  const byGroup = await send('GET', `${service}?groups=${group.id}&command=LOCK`);
  t.equal(byGroup.body.content.count, 1);
});

t.test('the command service refuses in its envelope, and every error is named', async (t) => {
  const { send } = server.sandbox();
  const cases: [Record<string, unknown>, RegExp[]][] = [
    [{ command_type: 'DYNAMIC', command: 'FLY' }, [/^command: /, /^devices: /]],
    [{ command_type: 'DEVICE', command: 'LOCK', devices: [unknown] }, [/^devices.0: /]],
    [{ command_type: 'GROUP', command: 'LOCK', groups: Array(501).fill(unknown) }, [/500/]],
    [{ command_type: 'DEVICE', command: 'LOCK', devices: Array(1001).fill(unknown) }, [/1000/]],
  ];
  for (const [body, errors] of cases) {
    const refused = await send('POST', service, { body });
    t.equal(refused.status, 400);
    t.match(refused.body, { code: 400, message: String, content: { errors } });
  }
  const denied = await send('POST', service, { as: 'Viewer', body: cases[0]?.[0] });
  t.match(denied.body, { code: 403, content: { errors: [] } });
  t.match((await send('GET', service, { as: null })).body, { code: 401, message: String });
});
