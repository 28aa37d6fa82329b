import t from 'tap';
import { devices, users } from '../seeds/kajeet/index.js';
import { passesLuhn } from '../seeds/world/luhn.js';

const all = [...devices(1, 499)];
const many = [...devices(7, 20_000)];

t.test('identifiers are valid to the check digit', async (t) => {
  for (const { wire, internal } of many) {
    const isValid =
      (wire.imei === undefined || (/^\d{15}$/.test(wire.imei) && passesLuhn(wire.imei))) &&
      /^89\d{18}$/.test(internal.uicc) &&
      passesLuhn(internal.uicc) &&
      (internal.eid === null ||
        (/^\d{32}$/.test(internal.eid) && BigInt(internal.eid) % 97n === 1n)) &&
      /^\d{15}$/.test(internal.imsi) &&
      internal.msisdn === `1${wire.key}` &&
      /^[2-9]\d{2}[2-9]\d{6}$/.test(wire.key) &&
      wire.mdn.replaceAll('-', '') === wire.key &&
      /^80[0-9A-F]{6}$/.test(internal.esn) &&
      (internal.mac === null || /^[0-9A-F]{2}(:[0-9A-F]{2}){5}$/.test(internal.mac));
    if (!isValid) t.fail(JSON.stringify({ wire, own: internal }));
  }
});

t.test('no two devices share an identifier', async (t) => {
  const readings: Record<string, (device: (typeof many)[number]) => string | null | undefined> = {
    mdn: ({ wire }) => wire.key,
    imei: ({ wire }) => wire.imei,
    iccid: ({ internal }) => internal.uicc,
    eid: ({ internal }) => internal.eid,
    esn: ({ internal }) => internal.esn,
    serial: ({ wire }) => wire.oemSerialNumber?.slice(-7),
  };
  for (const [name, read] of Object.entries(readings)) {
    const given = many.map(read).filter(Boolean);
    t.equal(new Set(given).size, given.length, name);
  }
});

t.test('the usage of a day is within that of its month, and that within 30 days', async (t) => {
  for (const { wire, internal } of many) {
    const adds =
      internal.dayAmountUsed <= wire.monthlyAmountUsed &&
      wire.monthlyAmountUsed <= (wire.last30DaysUsed ?? Infinity);
    if (!adds) t.fail(JSON.stringify({ wire, own: internal }));
  }
  const over = all.filter(
    ({ wire, internal }) =>
      internal.monthlyLimit !== null && (wire.last30DaysUsed ?? 0) > internal.monthlyLimit,
  );
  t.ok(over.length > 0, 'limits are sometimes exceeded');
});

t.test('the main fleet has the documented totals, and proportional ones at any size', async (t) => {
  for (const [fleet, suspended] of [
    [499, 12],
    [0, 0],
    [1, 0],
    [2, 0],
    [4990, 120],
  ] as const) {
    const main = [...devices(3, fleet)].filter(({ internal }) =>
      internal.corpId.startsWith('NORTHSTAR'),
    );
    t.equal(main.length, fleet);
    t.equal(
      main.filter(({ wire }) => wire.status === 'suspended').length,
      suspended,
      String(fleet),
    );
  }
});

t.test('the default world has the devices and users that the documentation names', async (t) => {
  const networks = new Set(all.map(({ wire }) => wire.network));
  t.strictSame([...networks].sort(), ['ARCNT', 'AT&T', 'T-Mobile', 'Verizon']);
  const groups = new Set(all.map(({ internal }) => internal.corpId));
  for (const group of [
    'NORTHSTAR-ISD',
    'NORTHSTAR-HIGH',
    'NORTHSTAR-ELEM',
    'NORTHSTAR-BUS',
    'METRO-TRANSIT',
    'HARBOR-PLTE',
    'SUMMIT-WBU',
    'ATLAS-ASB',
    'ATLAS-EAST',
  ]) {
    t.ok(groups.has(group), group);
  }
  t.notOk(groups.has('NORTHSTAR-SPARE'));
  for (const label of [12, 18]) {
    t.ok(
      all.some(
        ({ wire, internal }) =>
          wire.nickname?.startsWith('Bus') && internal.labelIds.includes(label),
      ),
      `label ${label}`,
    );
  }
  const healthy = all.filter(({ internal }) => internal.showHealthStatus).length;
  t.ok(healthy > 0 && healthy < all.length / 4, 'most devices show no health');
});

t.test('no two people share a name', async (t) => {
  const names = users().map(({ wire }) => wire.username);
  t.equal(new Set(names).size, names.length);
});
