import { tabletModel, devices as tablets } from '../../seeds/esper/index.js';
import { devicesOf, everySeed } from './every-seed.js';

everySeed('tablets are set up in the order of their numbers, on working days', (t, seed) => {
  const created = [...tablets(seed, 499)].map(({ created_on }) => created_on);
  const days = created.map((time) => time.slice(0, 10));
  t.strictSame(days, [...days].sort());
  for (const time of created) {
    const [hour, weekday] = [Number(time.slice(11, 13)), new Date(time).getUTCDay()];
    t.ok(hour >= 13 && hour < 21 && weekday > 0 && weekday < 6, `${seed}: ${time}`);
  }
  const months = new Set(days.map((day) => day.slice(0, 7)));
  t.ok(months.size < 9, 'they come in deliveries');
});

everySeed('tablets were last seen at times of their own, while people use them', (t, seed) => {
  const fleet = [...tablets(seed, 499)];
  const seconds = new Set(fleet.map(({ updated_on }) => updated_on.slice(17)));
  t.ok(seconds.size > 40, `${seed}: ${seconds.size}`);
  const offline = fleet.filter(({ state }) => state !== 1).map(({ updated_on }) => updated_on);
  t.ok(offline.length > 30);
  t.equal(new Set(offline.map((time) => time.slice(11))).size, offline.length);
  for (const time of offline) {
    const hour = Number(time.slice(11, 13));
    t.ok(hour >= 12 && hour <= 20 && time < '2026-03-09', `${seed}: ${time}`);
  }
});

everySeed('a tablet is what its model and its group are for', (t, seed) => {
  const fleet = [...tablets(seed, 499)];
  const shared = new Set<string>();
  for (const { alias_name, tags, ssid, model, serial, battery, status } of fleet) {
    const { name, serialLength } = tabletModel(model);
    t.equal(serial.length, serialLength, `${name} ${serial}`);
    t.ok(tags.length <= 1, `${alias_name} is a ${tags}`);
    t.equal(tags[0] === 'bus', model === 'SM-T577U', `${name} ${tags}`);
    t.equal(tags[0] === 'loaner', model === 'TB-X306X', `${name} ${tags}`);
    t.notOk(alias_name.includes(name), `${alias_name} is no name that people give`);
    if (tags[0] !== 'loaner') shared.add(ssid);
    if (tags[0] === 'signage' && status === 1) t.equal(battery, 100, alias_name);
  }
  t.ok(shared.size <= 5, `${seed}: tablets of the district are in ${shared.size} networks`);
  const aliases = fleet.map(({ alias_name }) => alias_name);
  t.equal(new Set(aliases).size, aliases.length);
  const buses = devicesOf(seed).flatMap(
    ({ wire }) => wire.nickname?.match(/^Bus #(\d+)$/)?.[1] ?? [],
  );
  const busTablets = aliases.flatMap((alias) => alias.match(/^Bus (\d+) Tablet$/)?.[1] ?? []);
  const known = busTablets.filter((number) => buses.includes(number));
  t.ok(known.length > 0.8 * busTablets.length, 'buses have the same numbers at both vendors');
});
