import { faker } from '@faker-js/faker/locale/en';
import type { Device, DeviceOwn } from '../../schemas/kajeet/devices/devices.js';
import type { SeededRandom } from '../../src/lib/seeded-random.js';
import { deviceRandom, drawOrganisation } from '../world/fleet.js';
import { eid, formatMdn, iccid, imei, mdn, permute } from '../world/identifiers.js';
import { isInMainOrganisation, type Organisation, organisations } from '../world/world.js';
import { busModels, type Carrier, carriers, fixedDevices, models, plans } from './catalogue.js';

/** A device on its way into the world. */
export interface SeededDevice {
  readonly wire: Device;
  readonly internal: DeviceOwn;
}

/** Of every 499 devices, 12 are suspended: the vendor's sample totals. */
const sample = { fleet: 499, suspended: 12 };

/** Each carrier as often as its share says. */
const carrierDeck = carriers.flatMap((carrier) => Array<Carrier>(carrier.share).fill(carrier));

/** Pools that faker fills once; devices draw from them. */
interface Pools {
  readonly lastNames: readonly string[];
  readonly firstNames: readonly string[];
  readonly hardware: readonly string[];
}

/** All devices of the world: the main fleet, of the size asked for, then those of the other organisations. */
export function* devices(seed: number, fleet: number): Generator<SeededDevice> {
  const pools = fillPools(seed);
  for (let index = 0; index < fleet; index++) {
    const dice = deviceRandom(seed, index);
    const suspended = suspendedCount(index + 1) > suspendedCount(index);
    const wire = fixedDevices[index];
    const device = draw(dice, index, drawOrganisation(dice, index), pools, suspended);
    yield wire ? fixedDevice(wire, index, device) : device;
  }
  let index = 2_000_000;
  for (const place of organisations.filter(({ id }) => !isInMainOrganisation(id))) {
    for (let n = 0; n < place.devices; n++, index++) {
      const dice = deviceRandom(seed, index);
      yield draw(dice, index, place, pools, dice.oneIn(20));
    }
  }
}

/** How many of the first `count` devices are suspended. */
function suspendedCount(count: number): number {
  return Math.floor((count * sample.suspended) / sample.fleet);
}

function fillPools(seed: number): Pools {
  faker.seed(seed);
  return {
    lastNames: faker.helpers.uniqueArray(() => faker.person.lastName(), 120),
    firstNames: faker.helpers.uniqueArray(() => faker.person.firstName(), 120),
    hardware: faker.helpers.uniqueArray(
      () => faker.string.alphanumeric({ length: 4, casing: 'upper' }),
      40,
    ),
  };
}

function draw(
  dice: SeededRandom,
  index: number,
  place: Organisation,
  pools: Pools,
  suspended: boolean,
): SeededDevice {
  const digits = uniqueMdn(index);
  const carrier = dice.pick(carrierDeck);
  const isBus = place.id === 'NORTHSTAR-BUS' || place.id === 'METRO-TRANSIT';
  const isEsim = dice.oneIn(6);
  const plan = dice.pick(place.id.startsWith('NORTHSTAR') ? plans.slice(0, 3) : plans.slice(3));
  const limited = plan.limit ?? (dice.oneIn(4) ? 20480 : null);
  const usage = randomUsage(dice, limited, suspended);
  const named = dice.integer(1, 100) <= 92;
  const hardware = dice.pick(pools.hardware);
  const wire: Device = {
    key: digits,
    mdn: formatMdn(digits),
    status: suspended ? 'suspended' : 'active',
    network: carrier.network,
    deviceName: dice.pick(isBus ? busModels : models),
    corpDescription: place.name,
    monthlyAmountUsed: usage.month,
    ...(dice.oneIn(25) ? {} : { last30DaysUsed: usage.last30Days }),
    ...(named ? { nickname: nickname(dice, place, pools) } : {}),
    ...(dice.oneIn(15) ? {} : { filterGroup: filterGroup(dice, place) }),
    ...(dice.oneIn(40) ? {} : { imei: imei(index) }),
    onlineStatus: !suspended && !dice.oneIn(4),
    ratePlan: plan.code,
    ratePlanDescription: plan.description,
    oemSerialNumber: `KJ${hardware}${String(permute(index, 10_000_000, 7_654_321)).padStart(7, '0')}`,
  };
  return {
    wire,
    internal: internal(dice, index, place, carrier, {
      digits,
      limited,
      isBus,
      isEsim,
      day: usage.day,
      pools,
    }),
  };
}

interface Drawn {
  readonly digits: string;
  readonly limited: number | null;
  readonly isBus: boolean;
  readonly isEsim: boolean;
  readonly day: number;
  readonly pools: Pools;
}

function internal(
  dice: SeededRandom,
  index: number,
  place: Organisation,
  carrier: Carrier,
  drawn: Drawn,
): DeviceOwn {
  const { digits, limited, isBus, isEsim, day, pools } = drawn;
  const holder = `${dice.pick(pools.firstNames)} ${dice.pick(pools.lastNames)}`;
  const serial = permute(index, 0x1000000, 9_999_991);
  return {
    corpId: place.id,
    mediaCenterStatus:
      place.id === 'NORTHSTAR-ELEM' ? dice.pick(['CHECKED_IN', 'CHECKED_OUT']) : null,
    esn: `80${serial.toString(16).padStart(6, '0').toUpperCase()}`,
    ...simCard(carrier, index),
    msisdn: `1${digits}`,
    mac: dice.oneIn(8) ? null : `00:30:44:${pairs(permute(index, 0x1000000, 5_555_557))}`,
    eid: isEsim ? eid(index) : null,
    dayAmountUsed: day,
    dailyLimit: limited === null || dice.oneIn(2) ? null : Math.round(limited / 10),
    monthlyLimit: limited,
    summerUsage: isBus || dice.oneIn(10),
    note: dice.oneIn(8) ? `Issued to ${holder}` : '',
    vpnStatus: dice.oneIn(9) ? 'ENABLED' : 'DISABLED',
    mdnCustomField: dice.oneIn(6) ? `${place.id.slice(-4)}-${dice.integer(1000, 9999)}` : '',
    labelIds: labelsFor(dice, place),
    name: holder,
    description: dice.oneIn(3) ? `Room ${dice.integer(100, 399)}` : '',
    verizonBiPlanId:
      carrier.network === 'Verizon' && dice.oneIn(12) ? `BI-${dice.integer(100, 999)}` : null,
    simType: isEsim ? 'eSIM' : 'Physical',
    showHealthStatus: dice.oneIn(12),
  };
}

/** Keeps the fixed values, gives the device the card of its carrier and the limits of its plan, and draws the rest. */
function fixedDevice(wire: Device, index: number, drawn: SeededDevice): SeededDevice {
  const carrier = carriers.find(({ network }) => network === wire.network) as Carrier;
  const limit = plans.find(({ code }) => code === wire.ratePlan)?.limit ?? null;
  const isBus = wire.nickname?.startsWith('Bus') === true;
  return {
    wire,
    internal: {
      ...drawn.internal,
      ...simCard(carrier, index),
      msisdn: `1${wire.key}`,
      verizonBiPlanId: null,
      monthlyLimit: limit,
      dailyLimit: limit && Math.round(limit / 10),
      dayAmountUsed: Math.round(wire.monthlyAmountUsed / 0.3) / 100,
      showHealthStatus: wire.network === 'Verizon',
      labelIds: isBus ? [12] : [],
    },
  };
}

/** What a device has of its carrier. */
function simCard(
  { issuer, mobileCode, apn }: Carrier,
  index: number,
): Pick<DeviceOwn, 'uicc' | 'imsi' | 'apn'> {
  const subscriber = String(permute(index, 10 ** 9, 123_456_791)).padStart(9, '0');
  return { uicc: iccid(issuer, index), imsi: `${mobileCode}${subscriber}`, apn };
}

/** Megabytes used: what a day adds to a month, so that the counters tell one story. */
function randomUsage(dice: SeededRandom, limited: number | null, suspended: boolean) {
  const typical = limited === null ? dice.integer(40, 900) : limited / 30;
  const daily = typical * (0.15 + dice.next() * (dice.oneIn(9) ? 2.2 : 0.9));
  const daysIn = 9 + dice.next();
  const day = suspended ? 0 : daily * (0.2 + dice.next());
  const month = suspended ? daily * 2 : daily * daysIn + day;
  return {
    day: cents(day),
    month: cents(month),
    last30Days: cents(Math.max(month, daily * 29 + day)),
  };
}

function nickname(dice: SeededRandom, place: Organisation, { lastNames }: Pools): string {
  const last = dice.pick(lastNames);
  switch (place.id) {
    case 'NORTHSTAR-BUS':
    case 'METRO-TRANSIT':
      return `Bus #${dice.integer(1, 240)}`;
    case 'NORTHSTAR-ELEM':
      return dice.pick([
        `Grade ${dice.integer(1, 5)} Cart ${dice.integer(1, 9)}`,
        `${last} Family Hotspot`,
      ]);
    case 'NORTHSTAR-HIGH':
      return dice.pick([
        `Library Loaner ${dice.integer(1, 80)}`,
        `${last} Hotspot`,
        `Lab ${dice.integer(1, 12)}`,
      ]);
    case 'NORTHSTAR-ISD':
      return dice.pick([
        `Board Room ${dice.integer(1, 6)}`,
        `${last} (Staff)`,
        `Field Crew ${dice.integer(1, 9)}`,
      ]);
    default:
      return dice.pick([
        `${last} Router`,
        `Site ${dice.integer(1, 60)}`,
        `Kiosk ${dice.integer(1, 40)}`,
      ]);
  }
}

function filterGroup(dice: SeededRandom, place: Organisation): string {
  if (place.id === 'NORTHSTAR-ISD') return 'Staff';
  if (place.id === 'NORTHSTAR-ELEM') return 'Student_K8';
  if (place.id === 'NORTHSTAR-HIGH') return dice.pick(['Student_912', 'Student_912', 'Staff']);
  return place.id === 'NORTHSTAR-BUS' ? dice.pick(['Bus_WiFi', 'Student_K8']) : 'Unfiltered';
}

function labelsFor(dice: SeededRandom, place: Organisation): number[] {
  if (place.id === 'NORTHSTAR-BUS') {
    return [
      dice.pick([11, 12, 14]),
      ...(dice.oneIn(4) ? [18] : []),
      ...(dice.oneIn(10) ? [25] : []),
    ];
  }
  if (!place.id.startsWith('NORTHSTAR') || dice.oneIn(3)) return [];
  return [dice.pick([21, 22, 25])];
}

/** The MDNs of the fixed devices are given once only. */
function uniqueMdn(index: number): string {
  const digits = mdn(index);
  return fixedDevices.some(({ key }) => key === digits) ? mdn(index + 50_000_000) : digits;
}

function pairs(number: number): string {
  const hex = number.toString(16).padStart(6, '0').toUpperCase();
  return `${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`;
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
