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

function isWorkingDay(time: number): boolean {
  const date = new Date(time);
  const isNewYear = date.getUTCMonth() === 0 && date.getUTCDate() === 1;
  return ![0, 6].includes(date.getUTCDay()) && !isNewYear;
}
