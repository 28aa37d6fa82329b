import { balanceTransfers, cardTransactions } from '../../seeds/kajeet/index.js';
import { devicesOf, everySeed } from './every-seed.js';

everySeed('numbers of vehicles are no arithmetic sequence', (t, seed) => {
  for (const series of ['Coach', 'Yard Tractor', 'Service Truck', 'Tractor']) {
    const numbers = devicesOf(seed)
      .filter(({ internal }) => internal.corpId !== 'ATLAS-EAST')
      .flatMap(({ wire }) => wire.nickname?.match(new RegExp(`^${series} (\\d+)$`))?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
    const steps = new Set(numbers.slice(1).map((number, index) => number - (numbers[index] ?? 0)));
    t.ok(numbers.length > 3 && steps.size > 1, `${seed}: ${series} ${numbers}`);
  }
});

everySeed('no device is older than its model', (t, seed) => {
  const firstYears: Record<string, number> = {
    'Franklin RG2100': 23,
    'Inseego MiFi X PRO': 23,
    'SmartBus Cradlepoint R920': 23,
  };
  const weeks = new Set<number>();
  for (const { wire, internal } of devicesOf(seed)) {
    if (internal.isSample || wire.oemSerialNumber === undefined) continue;
    const [year, week] = [2, 4].map((at) => Number(wire.oemSerialNumber?.slice(at, at + 2)));
    t.ok((year ?? 0) >= (firstYears[wire.deviceName] ?? 21), `${wire.deviceName} of 20${year}`);
    weeks.add(week ?? 0);
  }
  t.ok([...weeks].some((week) => week < 10) && Math.max(...weeks) <= 52, [...weeks].join());
});

everySeed('limits of a day are no constant part of those of a month', (t, seed) => {
  const parts = devicesOf(seed).flatMap(({ internal }) =>
    internal.dailyLimit && internal.monthlyLimit
      ? [internal.monthlyLimit / internal.dailyLimit]
      : [],
  );
  t.ok(new Set(parts).size >= 3, `${seed}: ${[...new Set(parts)]}`);
});

everySeed('devices are handed out, and balances bought and moved, on working days', (t, seed) => {
  const notes = devicesOf(seed).flatMap(
    ({ internal }) => internal.note.match(/\d+\/\d+\/\d+/)?.[0] ?? [],
  );
  for (const note of notes) t.ok(isWorkingDay(Date.parse(`${note} UTC`)), `${seed}: ${note}`);
  const dates = [...cardTransactions(), ...balanceTransfers()].map(({ date }) => date);
  for (const date of dates) {
    const hour = Number(date.slice(11, 13));
    t.ok(isWorkingDay(Date.parse(date)) && hour >= 14 && hour < 21, date);
  }
  t.equal(new Set(dates).size, dates.length);
});

everySeed('only devices of a carrier that has eSIMs have one', (t, seed) => {
  const devices = devicesOf(seed).filter(({ internal }) => internal.eid !== null);
  t.ok(devices.length > 30);
  for (const { wire, internal } of devices) {
    t.ok(wire.network !== 'ARCNT', `${seed}: ${wire.key}`);
    t.equal(internal.simType, 'eSIM');
  }
});

everySeed('only buses have the router of a bus', (t, seed) => {
  const routers = devicesOf(seed).filter(({ wire }) => wire.deviceName.startsWith('SmartBus'));
  t.ok(routers.length > 50);
  for (const { wire, internal } of routers)
    t.ok(
      ['NORTHSTAR-BUS', 'METRO-TRANSIT'].includes(internal.corpId) || internal.isSample,
      `${seed}: ${wire.nickname} is a ${wire.deviceName}`,
    );
});

everySeed('a device that nobody has borrowed uses no data', (t, seed) => {
  const [inStock, onLoan] = ['CHECKED_IN', 'CHECKED_OUT'].map((status) =>
    devicesOf(seed).filter(({ internal }) => internal.mediaCenterStatus === status),
  );
  t.ok(inStock && inStock.length > 5 && onLoan && onLoan.length > 20);
  for (const { wire, internal } of inStock ?? []) {
    const { monthlyAmountUsed, last30DaysUsed = 0, nickname } = wire;
    t.strictSame([monthlyAmountUsed, last30DaysUsed, internal.dayAmountUsed], [0, 0, 0]);
    t.notOk(/Family/.test(nickname ?? ''), 'what a household has is on loan');
  }
});

everySeed('each account has some suspended devices', (t, seed) => {
  const groups = new Set(devicesOf(seed).map(({ internal }) => internal.corpId.split('-')[0]));
  for (const account of groups) {
    const own = devicesOf(seed).filter(({ internal }) => internal.corpId.startsWith(`${account}-`));
    const suspended = own.filter(({ wire }) => wire.status === 'suspended').length;
    const share = suspended / own.length;
    t.ok(suspended > 0 && share < 0.1, `${seed}: ${suspended} of ${own.length} of ${account}`);
  }
});

function isWorkingDay(time: number): boolean {
  const date = new Date(time);
  const isNewYear = date.getUTCMonth() === 0 && date.getUTCDate() === 1;
  return ![0, 6].includes(date.getUTCDay()) && !isNewYear;
}
