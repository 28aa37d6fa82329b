import t from 'tap';
import { connectUnderstudy, createUnderstudy, type Understudy } from '../../src/index.js';

const server = await createUnderstudy({ clock: 'frozen', devices: 60 });
t.teardown(() => server.close());
const connected = await connectUnderstudy({ url: server.url });
t.teardown(() => connected.close());

const clients: [string, Understudy][] = [
  ['in this process', server],
  ['over HTTP', connected],
];

for (const [place, understudy] of clients) {
  t.test(`documents are read and changed, ${place}`, async (t) => {
    const sandbox = understudy.sandbox(`Documents ${place}`);
    const devices = sandbox.data('kajeet', 'devices');
    const bus = await devices.update('3042286302', { nickname: 'Bus 47', status: 'suspended' });
    t.equal(bus.wire.onlineStatus, false);
    t.equal((await devices.get('304-228-6302')).internal.corpId, 'NORTHSTAR-ISD');
    const [found, ...others] = await devices.find({ nickname: 'Bus 47' });
    t.equal(found?.key, '3042286302');
    t.strictSame(others, []);
    const suspended = await devices.find(
      { status: ['suspended', 'lost_stolen'], corpId: 'NORTHSTAR-ISD' },
      { sort: '-key', limit: 1 },
    );
    t.equal(suspended.length, 1);
    const added = await devices.create({ corpId: 'NORTHSTAR-SPARE', nickname: 'New' });
    t.equal(added.wire.corpDescription, 'Northstar Spare Pool');
    t.equal((await devices.create([{ nickname: 'One' }, { nickname: 'Two' }])).length, 2);
    t.equal((await devices.generate(5, { corpId: 'NORTHSTAR-SPARE' })).length, 5);
    t.equal((await devices.find({ corpId: 'NORTHSTAR-SPARE' })).length, 6);
    await devices.delete(added.key);
    await t.rejects(devices.get(added.key), /has no document/);
    await t.rejects(
      devices.update('3042286302', { status: 'lost' as 'active' }),
      /must be one of active, suspended, lost_stolen/,
    );
    const { total, documents } = await sandbox.diff('default');
    t.strictSame(total, { added: 7, changed: 1, removed: 0 });
    t.ok(documents.some(({ key }) => key === '3042286302'));
  });

  t.test(`several documents are arranged at once, ${place}`, async (t) => {
    const sandbox = understudy.sandbox(`Given ${place}`);
    const keys = await sandbox.given({
      kajeet: {
        corps: [{ corpId: 'LAB', description: 'Lab', parentCorpId: 'NORTHSTAR-HIGH' }],
        devices: [
          { key: '3042286302', nickname: 'Bus 47' },
          { key: '5855550100', nickname: 'Lab 1', corpId: 'LAB' },
        ],
      },
      b2core: { profiles: { generate: 3, like: { enabled: false } } },
    });
    t.strictSame(keys.kajeet, { corps: ['LAB'], devices: ['3042286302', '5855550100'] });
    t.equal(keys.b2core?.profiles?.length, 3);
    const devices = sandbox.data('kajeet', 'devices');
    t.equal((await devices.get('3042286302')).wire.nickname, 'Bus 47');
    t.equal((await devices.get('5855550100')).internal.corpId, 'LAB');
    await t.rejects(
      sandbox.given({
        kajeet: { devices: [{ key: '3042286302', nickname: 'Bus 48' }] },
        esper: { users: [{ username: 'dana.whitfield' }] },
      }),
      /must be unique/,
    );
    t.equal((await devices.get('3042286302')).wire.nickname, 'Bus 47', 'all or none');
    t.strictSame(await sandbox.given({}), {});
  });

  t.test(`a story is run, ${place}`, async (t) => {
    const sandbox = understudy.sandbox(`Stories ${place}`);
    t.ok((await sandbox.stories.list()).every(({ description }) => description));
    await sandbox.stories.run('a-new-school-joins');
    const found = await sandbox.data('kajeet', 'devices').find({ corpId: 'NORTHSTAR-MIDDLE' });
    t.equal(found.length, 40);
    await t.rejects(sandbox.stories.run('a-new-school-join'), /did you mean a-new-school-joins/);
  });
}
