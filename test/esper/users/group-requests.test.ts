import t from 'tap';
import { type Send, startInjected } from '../../support/app.js';
import { esper } from '../api.js';
import { findUser, keyOf } from './api.js';
import { arrange, commands, groups, limitedKey, limitedRoles } from './limited.js';

const server = await startInjected(t);
const service = `${esper}/commands/v0/commands/`;

interface Request {
  readonly id: string;
  readonly status: readonly { readonly total: number }[];
}

async function order(send: Send, body: object): Promise<string> {
  return (await send('POST', commands, { body: { command: 'REBOOT', ...body } })).body.id;
}

const totalOf = ({ status }: Request) => status.reduce((sum, { total }) => sum + total, 0);

for (const role of limitedRoles) {
  t.test(`a ${role} sees the requests for something in its groups`, async (t) => {
    const { send } = server.sandbox();
    const arrangement = await arrange(send);
    const { own, below, other, inside, outside } = arrangement;
    const token = await limitedKey(send, arrangement, role);
    const above = (await send('GET', `${groups}?limit=1`)).body.results[0].id;
    const [mine, ...others] = inside.map(({ id }) => id);
    const device_type = 'all';
    const isSeen: Record<string, [expected: boolean, body: object]> = {
      'a device inside': [true, { command_type: 'DEVICE', devices: [mine] }],
      'a device outside': [false, { command_type: 'DEVICE', devices: [outside.id] }],
      'devices of both': [true, { command_type: 'DEVICE', devices: [mine, outside.id] }],
      'its group': [true, { command_type: 'GROUP', groups: [own], device_type }],
      'the group below': [true, { command_type: 'GROUP', groups: [below], device_type }],
      'the group above': [true, { command_type: 'GROUP', groups: [above], device_type }],
      'another group': [false, { command_type: 'GROUP', groups: [other], device_type }],
      'DYNAMIC to a device inside': [
        true,
        { command_type: 'DYNAMIC', devices: others.slice(0, 1) },
      ],
      'DYNAMIC to a device outside': [false, { command_type: 'DYNAMIC', devices: [outside.id] }],
      'DYNAMIC to another group': [false, { command_type: 'DYNAMIC', groups: [other] }],
      'DYNAMIC to another group and a device inside': [
        true,
        { command_type: 'DYNAMIC', groups: [other], devices: [mine] },
      ],
      'DYNAMIC to all devices': [true, { command_type: 'DYNAMIC', device_type }],
    };
    const read = async (url: string) => (await send('GET', url, { token })).body;
    const sent = new Map<string, string>();
    for (const [what, [, body]] of Object.entries(isSeen)) sent.set(what, await order(send, body));
    const listed: Request[] = (await read(`${commands}?limit=100`)).results;
    const ofService: Request[] = (await read(`${service}?limit=100`)).content.results;
    for (const [what, [expected]] of Object.entries(isSeen)) {
      const id = String(sent.get(what));
      for (const list of [listed, ofService])
        t.equal(
          list.some((each) => each.id === id),
          expected,
          what,
        );
      const { status, body } = await send('GET', `${commands}${id}/status/?limit=500`, { token });
      t.equal(status, expected ? 200 : 404, what);
      if (!expected) continue;
      for (const list of [listed, ofService])
        t.equal(
          totalOf(list.find((each) => each.id === id) as Request),
          body.count,
          `${what}: totals agree with the states`,
        );
      t.ok(body.count > 0 && body.count <= inside.length, what);
    }
    const forAll = `${commands}${sent.get('DYNAMIC to all devices')}/status/?limit=500`;
    t.ok((await send('GET', forAll)).body.count > inside.length, 'administrators see all');
  });
}

t.test('a caller without groups sees no requests, not even those to all devices', async (t) => {
  const { send } = server.sandbox();
  const { id } = await findUser(send, 'elena.duarte');
  await send('PATCH', `${esper}/user/${id}/`, { body: { profile: { groups: [] } } });
  const token = await keyOf(send, 'elena.duarte');
  await order(send, { command_type: 'DYNAMIC', device_type: 'all' });
  for (const url of [commands, service]) {
    const { body } = await send('GET', url, { token });
    t.equal((body.content ?? body).count, 0);
    const { body: all } = await send('GET', url);
    t.ok((all.content ?? all).count > 0);
  }
});

t.test('a Group Admin sends DYNAMIC to what it sees, and not to all devices', async (t) => {
  const { send } = server.sandbox();
  const { own, other, inside, outside } = await arrange(send);
  const token = await keyOf(send, 'Group Admin');
  const dynamic = async (targets: object, url = commands) => {
    const body = { command_type: 'DYNAMIC', command: 'LOCK', ...targets };
    return send('POST', url, { token, body });
  };
  for (const url of [commands, service]) {
    t.equal((await dynamic({ devices: [inside[0]?.id], groups: [own] }, url)).status, 201);
    for (const targets of [{}, { devices: [outside.id] }, { groups: [own, other] }])
      t.equal((await dynamic(targets, url)).status, 400, JSON.stringify(targets));
  }
  t.match((await dynamic({})).body.errors, [/^devices: or groups must name at least one/]);
});

t.test(
  'a command to a group and another one counts the devices that the caller sees',
  async (t) => {
    const { send } = server.sandbox();
    const { own, other, inside } = await arrange(send);
    const groupIds = [own, other];
    const id = await order(send, { command_type: 'GROUP', groups: groupIds, device_type: 'all' });
    await send('POST', '/_sim/clock/advance', { body: { days: 20 } });
    const token = await keyOf(send, 'Group Admin');
    const read = async (more: object) =>
      (await send('GET', `${groups}${own}/command/${id}/`, more)).body;
    const countOf = ({ details }: { details: string | null }) =>
      Number(/of (\d+) devices/.exec(String(details))?.[1]);
    const all = await read({});
    const seen = await read({ token });
    t.ok(countOf(all) > inside.length);
    if (seen.state === 'Command Failure') t.equal(countOf(seen), inside.length);
    else t.match(seen, { state: 'Command Success', details: null });
  },
);
