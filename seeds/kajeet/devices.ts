import { faker } from '@faker-js/faker/locale/en';
import type { Device, DeviceInternal } from '../../schemas/kajeet/devices/device.js';
import type { SeededRandom } from '../../src/lib/seeded-random.js';
import { deviceRandom, drawOrganisation } from '../world/fleet.js';
import { eid, formatMdn, iccid, imei, mdn, permute } from '../world/identifiers.js';
import { isInMainOrganisation, type Organisation, organisations } from '../world/world.js';
import { busModels, type Carrier, carriers, fixedDevices, models, plans } from './catalogue.js';

/** A generated device with its internal fields. */
export interface SeededDevice {
  readonly wire: Device;
  readonly internal: DeviceInternal;
}

/** Of every 499 devices, 12 are suspended: the vendor's sample totals. */
const sample = { fleet: 499, suspended: 12 };

/** Every carrier as often as its share says, so that a uniform pick is weighted. */
const weightedCarriers = carriers.flatMap((carrier) => Array<Carrier>(carrier.share).fill(carrier));

/** Values that faker generates once; every device picks from them. */
interface ValuePools {
  readonly lastNames: readonly string[];
  readonly firstNames: readonly string[];
  readonly hardware: readonly string[];
}

/** Generates the `fleet` devices of the main organisation, then those of the other organisations. */
export function* devices(seed: number, fleet: number): Generator<SeededDevice> {
  const pools = fillPools(seed);
  for (let index = 0; index < fleet; index++) {
    const random = deviceRandom(seed, index);
    const organisation = drawOrganisation(random, index);
    const isSuspended = suspendedCount(index + 1) > suspendedCount(index);
    const wire = fixedDevices[index];
    const device = randomDevice({ random, index, organisation, pools }, isSuspended);
    yield wire ? fixedDevice(wire, index, device) : device;
  }
  let index = 2_000_000;
  for (const organisation of organisations.filter(({ id }) => !isInMainOrganisation(id))) {
    for (let n = 0; n < organisation.devices; n++, index++) {
      const random = deviceRandom(seed, index);
      yield randomDevice({ random, index, organisation, pools }, random.oneIn(20));
    }
  }
}

/** Where the numbers of devices begin that are added to a sandbox later. */
const firstAdditionalIndex = 2_100_000;

/** Draws a device besides the seeded ones; `number` counts those of a sandbox. */
export function additionalDevice(
  { seed, number, organisation }: AdditionalDevice,
  isSuspended: boolean,
): SeededDevice {
  const index = firstAdditionalIndex + number;
  const random = deviceRandom(seed, index);
  const pools = cachedPools?.seed === seed ? cachedPools.pools : fillPools(seed);
  cachedPools = { seed, pools };
  return randomDevice({ random, index, organisation, pools }, isSuspended);
}

/** What decides a device that is added later. */
interface AdditionalDevice {
  readonly seed: number;
  readonly number: number;
  readonly organisation: Organisation;
}

/** The pools of the latest seed, because filling them takes longer than many devices. */
let cachedPools: { readonly seed: number; readonly pools: ValuePools } | undefined;

/** How many of the first `count` devices are suspended. */
function suspendedCount(count: number): number {
  return Math.floor((count * sample.suspended) / sample.fleet);
}

/** Generates the pools with faker, seeded for this world. */
function fillPools(seed: number): ValuePools {
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

/** What the values of a device are drawn from and depend on. */
interface DeviceContext {
  readonly random: SeededRandom;
  readonly index: number;
  readonly organisation: Organisation;
  readonly pools: ValuePools;
}

/** Draws a device. The order of the draws must not change, because it decides all values of a seed. */
function randomDevice(context: DeviceContext, isSuspended: boolean): SeededDevice {
  const { random, index, organisation, pools } = context;
  const digits = uniqueMdn(index);
  const carrier = random.pick(weightedCarriers);
  const isBus = organisation.id === 'NORTHSTAR-BUS' || organisation.id === 'METRO-TRANSIT';
  const isEsim = random.oneIn(6);
  const plan = random.pick(
    organisation.id.startsWith('NORTHSTAR') ? plans.slice(0, 3) : plans.slice(3),
  );
  const monthlyLimit = plan.limit ?? (random.oneIn(4) ? 20480 : null);
  const usage = randomUsage(random, monthlyLimit, isSuspended);
  const isNamed = random.integer(1, 100) <= 92;
  const hardware = random.pick(pools.hardware);
  const wire: Device = {
    key: digits,
    mdn: formatMdn(digits),
    status: isSuspended ? 'suspended' : 'active',
    network: carrier.network,
    deviceName: random.pick(isBus ? busModels : models),
    corpDescription: organisation.name,
    monthlyAmountUsed: usage.month,
    ...(random.oneIn(25) ? {} : { last30DaysUsed: usage.last30Days }),
    ...(isNamed ? { nickname: nickname(context) } : {}),
    ...(random.oneIn(15) ? {} : { filterGroup: filterGroup(random, organisation) }),
    ...(random.oneIn(40) ? {} : { imei: imei(index) }),
    onlineStatus: !isSuspended && !random.oneIn(4),
    ratePlan: plan.code,
    ratePlanDescription: plan.description,
    oemSerialNumber: `KJ${hardware}${String(permute(index, 10_000_000, 7_654_321)).padStart(7, '0')}`,
  };
  return {
    wire,
    internal: randomInternalFields(context, carrier, {
      digits,
      monthlyLimit,
      isBus,
      isEsim,
      dayAmountUsed: usage.day,
    }),
  };
}

/** Values of a device that its other fields depend on. */
interface DeviceTraits {
  readonly digits: string;
  readonly monthlyLimit: number | null;
  readonly isBus: boolean;
  readonly isEsim: boolean;
  readonly dayAmountUsed: number;
}

function randomInternalFields(
  { random, index, organisation, pools }: DeviceContext,
  carrier: Carrier,
  traits: DeviceTraits,
): DeviceInternal {
  const { digits, monthlyLimit, isBus, isEsim, dayAmountUsed } = traits;
  const holder = `${random.pick(pools.firstNames)} ${random.pick(pools.lastNames)}`;
  const serial = permute(index, 0x1000000, 9_999_991);
  return {
    corpId: organisation.id,
    mediaCenterStatus:
      organisation.id === 'NORTHSTAR-ELEM' ? random.pick(['CHECKED_IN', 'CHECKED_OUT']) : null,
    esn: `80${serial.toString(16).padStart(6, '0').toUpperCase()}`,
    ...simCard(carrier, index),
    msisdn: `1${digits}`,
    mac: random.oneIn(8) ? null : `00:30:44:${formatBytes(permute(index, 0x1000000, 5_555_557))}`,
    eid: isEsim ? eid(index) : null,
    dayAmountUsed,
    dailyLimit: monthlyLimit === null || random.oneIn(2) ? null : Math.round(monthlyLimit / 10),
    monthlyLimit,
    summerUsage: isBus || random.oneIn(10),
    note: random.oneIn(8) ? `Issued to ${holder}` : '',
    vpnStatus: random.oneIn(9) ? 'ENABLED' : 'DISABLED',
    mdnCustomField: random.oneIn(6)
      ? `${organisation.id.slice(-4)}-${random.integer(1000, 9999)}`
      : '',
    labelIds: labelsFor(random, organisation),
    name: holder,
    description: random.oneIn(3) ? `Room ${random.integer(100, 399)}` : '',
    verizonBiPlanId:
      carrier.network === 'Verizon' && random.oneIn(12) ? `BI-${random.integer(100, 999)}` : null,
    simType: isEsim ? 'eSIM' : 'Physical',
    showHealthStatus: random.oneIn(12),
  };
}

/** Combines the fixed values, the SIM card of their carrier and the limits of their plan with random internal fields. */
function fixedDevice(wire: Device, index: number, generated: SeededDevice): SeededDevice {
  const carrier = carriers.find(({ network }) => network === wire.network) as Carrier;
  const limit = plans.find(({ code }) => code === wire.ratePlan)?.limit ?? null;
  const isBus = wire.nickname?.startsWith('Bus') === true;
  return {
    wire,
    internal: {
      ...generated.internal,
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

/** The ICCID, IMSI and APN that a carrier gives a device. */
function simCard(
  { issuer, mobileCode, apn }: Carrier,
  index: number,
): Pick<DeviceInternal, 'uicc' | 'imsi' | 'apn'> {
  const subscriber = String(permute(index, 10 ** 9, 123_456_791)).padStart(9, '0');
  return { uicc: iccid(issuer, index), imsi: `${mobileCode}${subscriber}`, apn };
}

/** Usage in MB. The counters are consistent: the month contains the day, the 30 days contain the month. */
function randomUsage(random: SeededRandom, monthlyLimit: number | null, isSuspended: boolean) {
  const typical = monthlyLimit === null ? random.integer(40, 900) : monthlyLimit / 30;
  const daily = typical * (0.15 + random.next() * (random.oneIn(9) ? 2.2 : 0.9));
  const daysIn = 9 + random.next();
  const day = isSuspended ? 0 : daily * (0.2 + random.next());
  const month = isSuspended ? daily * 2 : daily * daysIn + day;
  return {
    day: roundToCents(day),
    month: roundToCents(month),
    last30Days: roundToCents(Math.max(month, daily * 29 + day)),
  };
}

function nickname({ random, organisation, pools }: DeviceContext): string {
  const lastName = random.pick(pools.lastNames);
  switch (organisation.id) {
    case 'NORTHSTAR-BUS':
    case 'METRO-TRANSIT':
      return `Bus #${random.integer(1, 240)}`;
    case 'NORTHSTAR-ELEM':
      return random.pick([
        `Grade ${random.integer(1, 5)} Cart ${random.integer(1, 9)}`,
        `${lastName} Family Hotspot`,
      ]);
    case 'NORTHSTAR-HIGH':
      return random.pick([
        `Library Loaner ${random.integer(1, 80)}`,
        `${lastName} Hotspot`,
        `Lab ${random.integer(1, 12)}`,
      ]);
    case 'NORTHSTAR-ISD':
      return random.pick([
        `Board Room ${random.integer(1, 6)}`,
        `${lastName} (Staff)`,
        `Field Crew ${random.integer(1, 9)}`,
      ]);
    default:
      return random.pick([
        `${lastName} Router`,
        `Site ${random.integer(1, 60)}`,
        `Kiosk ${random.integer(1, 40)}`,
      ]);
  }
}

function filterGroup(random: SeededRandom, organisation: Organisation): string {
  if (organisation.id === 'NORTHSTAR-ISD') return 'Staff';
  if (organisation.id === 'NORTHSTAR-ELEM') return 'Student_K8';
  if (organisation.id === 'NORTHSTAR-HIGH')
    return random.pick(['Student_912', 'Student_912', 'Staff']);
  return organisation.id === 'NORTHSTAR-BUS'
    ? random.pick(['Bus_WiFi', 'Student_K8'])
    : 'Unfiltered';
}

function labelsFor(random: SeededRandom, organisation: Organisation): number[] {
  if (organisation.id === 'NORTHSTAR-BUS') {
    return [
      random.pick([11, 12, 14]),
      ...(random.oneIn(4) ? [18] : []),
      ...(random.oneIn(10) ? [25] : []),
    ];
  }
  if (!organisation.id.startsWith('NORTHSTAR') || random.oneIn(3)) return [];
  return [random.pick([21, 22, 25])];
}

/** An MDN that no fixed device has. */
function uniqueMdn(index: number): string {
  const digits = mdn(index);
  return fixedDevices.some(({ key }) => key === digits) ? mdn(index + 50_000_000) : digits;
}

/** Formats a number as three colon-separated bytes. */
function formatBytes(number: number): string {
  const hex = number.toString(16).padStart(6, '0').toUpperCase();
  return `${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`;
}

/** Rounds to two decimals. */
function roundToCents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
