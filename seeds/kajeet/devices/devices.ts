import type { Device, DeviceInternal } from '../../../schemas/kajeet/devices/device.js';
import type { SeededRandom } from '../../../src/lib/seeded-random.js';
import { deviceRandom, drawOrganisation } from '../../world/fleet.js';
import { eid, formatMdn, imei, macAddress, mdn, permute } from '../../world/identifiers.js';
import { generatedFamily, generatedName } from '../../world/names.js';
import {
  isInMainOrganisation,
  mainOrganisation,
  type Organisation,
  organisations,
} from '../../world/world.js';
import type { UsageTraits } from '../usage/model.js';
import { fixedDevices, fixedUse } from './fixed.js';
import { type Carrier, carriers, findPlan, type Model, type Plan } from './hardware.js';
import { serialNumber, simCard } from './identity.js';
import { asUnused, isInStock, mediaCenterStatus } from './lending.js';
import { type Naming, type Purpose, repeat } from './purpose.js';
import { newSchoolPurposes, purposesOf } from './purposes.js';
import { seededUsage, typicalUsage } from './seeded-usage.js';

/** A generated device with its internal fields. */
export interface SeededDevice {
  readonly wire: Device;
  readonly internal: DeviceInternal;
}

/** Of every 499 devices, 12 are suspended: the vendor's sample totals. */
const sample = { fleet: 499, suspended: 12 };

/** Of every so many devices of another organisation one is suspended, so that each has at least one. */
const otherDevicesPerSuspended = 15;

/** Where the numbers of the devices of the other organisations begin. */
const firstOtherIndex = 2_000_000;

/** Every carrier as often as its share says, so that a uniform pick is weighted. */
const weightedCarriers = repeat(carriers);

/** Generates the `fleet` devices of the main organisation, then those of the other organisations. */
export function* devices(seed: number, fleet: number): Generator<SeededDevice> {
  const count = createCounters();
  for (let index = 0; index < fleet; index++) {
    const random = deviceRandom(seed, index);
    const organisation = drawOrganisation(random, index);
    const isSuspended = suspendedCount(index + 1) > suspendedCount(index);
    const device = randomDevice({ seed, random, index, organisation, count }, isSuspended);
    const wire = fixedDevices[index];
    yield wire ? fixedDevice(wire, index, device) : device;
  }
  let index = firstOtherIndex;
  for (const organisation of organisations.filter(({ id }) => !isInMainOrganisation(id))) {
    for (let n = 0; n < organisation.devices; n++, index++) {
      const random = deviceRandom(seed, index);
      const isSuspended = n % otherDevicesPerSuspended === otherDevicesPerSuspended - 4;
      yield randomDevice({ seed, random, index, organisation, count }, isSuspended);
    }
  }
}

/** What decides a device that is added later. */
interface AdditionalDevice {
  readonly seed: number;
  readonly number: number;
  /** The organisation that its device group is or belongs to. */
  readonly organisation: Organisation;
  /** Whether the device group is not seeded. */
  readonly isNewGroup: boolean;
}

/** Where the numbers of devices begin that are added to a sandbox later, and the ordinals of what they are named by. */
const firstAdditional = { index: 2_100_000, ordinal: 500 };

/** Draws a device besides the seeded ones; `number` counts those of a sandbox. */
export function additionalDevice(
  { seed, number, organisation, isNewGroup }: AdditionalDevice,
  isSuspended: boolean,
): SeededDevice {
  const index = firstAdditional.index + number;
  const random = deviceRandom(seed, index);
  // No seeded device has a purpose of a new school, so that its names may begin with the first.
  const count = (thing: unknown) =>
    newSchoolPurposes.includes(thing as Purpose) ? number - 1 : firstAdditional.ordinal + number;
  const isNewSchool = isNewGroup && organisation.id === mainOrganisation;
  const purposes = isNewSchool ? newSchoolPurposes : purposesOf(organisation);
  return randomDevice({ seed, random, index, organisation, purposes, count }, isSuspended);
}

/** How many of the first `count` devices are suspended. */
function suspendedCount(count: number): number {
  return Math.floor((count * sample.suspended) / sample.fleet);
}

/** Counts from 0 for each thing. */
type Counters = (thing: unknown) => number;

function createCounters(): Counters {
  const counts = new Map<unknown, number>();
  return (thing) => {
    const next = counts.get(thing) ?? 0;
    counts.set(thing, next + 1);
    return next;
  };
}

/** What the values of a device are drawn from and depend on. */
interface DeviceContext {
  readonly seed: number;
  readonly random: SeededRandom;
  readonly index: number;
  readonly organisation: Organisation;
  /** What the device may be for; by default what the organisation uses its devices for. */
  readonly purposes?: readonly Purpose[];
  readonly count: Counters;
}

/** Draws a device. The order of the draws must not change, because it decides all values of a seed. */
function randomDevice(context: DeviceContext, isSuspended: boolean): SeededDevice {
  const { seed, random, index, organisation, count } = context;
  const purpose = random.pick(context.purposes ?? purposesOf(organisation));
  const key = uniqueMdn(organisation.areaCode, index);
  const model = random.pick(purpose.models);
  const carrier = drawCarrier(random, model);
  const plan: Plan = random.pick(purpose.plans);
  const naming = name(context, purpose);
  const traits = {
    key,
    rhythm: random.oneIn(28) ? ('seldom' as const) : purpose.rhythm,
    monthlyLimit: plan.limit,
    typicalUsage: typicalUsage(random, purpose, plan.limit, () => count('limited')),
  };
  const usage = seededUsage(traits, seed, isSuspended ? random.integer(4, 60) : 0);
  const isNamed = index < firstOtherIndex ? !random.oneIn(14) : true;
  const wire: Device = {
    key,
    mdn: formatMdn(key),
    status: isSuspended ? 'suspended' : 'active',
    network: carrier.network,
    deviceName: model.name,
    corpDescription: organisation.name,
    monthlyAmountUsed: usage.month,
    ...(random.oneIn(25) ? {} : { last30DaysUsed: usage.last30Days }),
    ...(isNamed ? { nickname: naming.nickname } : {}),
    ...(random.oneIn(30) ? {} : { filterGroup: random.pick(purpose.filterGroups) }),
    ...(random.oneIn(40) ? {} : { imei: uniqueImei(model, index) }),
    onlineStatus: !isSuspended,
    ratePlan: plan.code,
    ratePlanDescription: plan.description,
    oemSerialNumber: serialNumber(random, model, index),
  };
  const parts = { purpose, model, carrier, naming, traits, dayAmountUsed: usage.day };
  const internal = randomInternalFields(context, parts);
  return isInStock(internal) ? asUnused({ wire, internal }) : { wire, internal };
}

/** Values of a device that its other fields follow from. */
interface DeviceParts {
  readonly purpose: Purpose;
  readonly model: Model;
  readonly carrier: Carrier;
  readonly naming: Naming;
  readonly traits: UsageTraits;
  readonly dayAmountUsed: number;
}

function randomInternalFields(
  { random, index, organisation, count }: DeviceContext,
  { purpose, model, carrier, naming, traits, dayAmountUsed }: DeviceParts,
): DeviceInternal {
  const isEsim = model.hasEsim && random.oneIn(3) && carrier.hasEsim;
  const serial = permute(index + 77, [0x1000, 0x1000]);
  const { assetTag } = purpose;
  const { key, rhythm, typicalUsage, monthlyLimit } = traits;
  const { uicc, imsi, apn } = simCard(carrier, index);
  return {
    corpId: organisation.id,
    mediaCenterStatus: mediaCenterStatus(random, purpose),
    esn: `80${serial.toString(16).padStart(6, '0').toUpperCase()}`,
    uicc,
    imsi,
    msisdn: `1${key}`,
    mac: model.macPrefix && macAddress(model.macPrefix, index),
    eid: isEsim ? eid(index) : null,
    dayAmountUsed,
    dailyLimit: dailyLimit(monthlyLimit, random, index),
    monthlyLimit,
    summerUsage: purpose.runsInSummer === true || random.oneIn(12),
    note: naming.note ?? '',
    apn,
    vpnStatus: purpose.rhythm === 'site' || random.oneIn(12) ? 'ENABLED' : 'DISABLED',
    mdnCustomField: assetTag ? `${assetTag}-${10_000 + count(`asset ${assetTag}`)}` : '',
    labelIds: labelIds(random, organisation, purpose),
    name: naming.holder ?? '',
    description: naming.description ?? '',
    verizonBiPlanId:
      carrier.network === 'Verizon' && purpose.rhythm === 'site'
        ? `BI-${random.pick([10, 25, 50])}M`
        : null,
    simType: isEsim ? 'eSIM' : 'Physical',
    showHealthStatus: random.oneIn(12),
    rhythm,
    typicalUsage,
  };
}

/** Combines the fixed values, the SIM card of their carrier and the limits of their plan with random internal fields. */
function fixedDevice(wire: Device, index: number, generated: SeededDevice): SeededDevice {
  const carrier = carriers.find(({ network }) => network === wire.network) as Carrier;
  const limit = findPlan(wire.ratePlan)?.limit ?? null;
  const isBus = wire.nickname?.startsWith('Bus') === true;
  const use = fixedUse[index] as (typeof fixedUse)[number];
  return {
    wire,
    internal: {
      ...generated.internal,
      ...simCard(carrier, index),
      ...use,
      isSample: true,
      msisdn: `1${wire.key}`,
      mediaCenterStatus: null,
      mac: null,
      eid: null,
      simType: 'Physical',
      verizonBiPlanId: null,
      monthlyLimit: limit,
      dailyLimit: limit && Math.round(limit / 10),
      dayAmountUsed: Math.round(wire.monthlyAmountUsed / 0.3) / 100,
      showHealthStatus: wire.network === 'Verizon',
      summerUsage: isBus,
      note: '',
      name: isBus ? 'Transportation' : 'Technology Office',
      description: isBus ? 'Hudson Garage' : 'Room 101',
      mdnCustomField: '',
      labelIds: isBus ? [12] : [],
    },
  };
}

/** The part of the limit of a month that may be used on a day. */
const dailyParts = [10, 10, 20, 5, 10];

/** Half of the limited devices have a limit for a day too. */
function dailyLimit(
  monthlyLimit: number | null,
  random: SeededRandom,
  index: number,
): number | null {
  if (monthlyLimit === null || random.oneIn(2)) return null;
  const part = dailyParts[permute(index, [1000, 1000]) % dailyParts.length] ?? 10;
  return Math.round(monthlyLimit / part);
}

/** ARCNT is the network of the SmartSpots and of routers; other models come with a carrier's own card. */
function drawCarrier(random: SeededRandom, model: Model): Carrier {
  const carrier = random.pick(weightedCarriers);
  return carrier.network === 'ARCNT' && !model.name.startsWith('Smart')
    ? (carriers[0] as Carrier)
    : carrier;
}

function name({ seed, random, count }: DeviceContext, purpose: Purpose): Naming {
  const ordinal = count(purpose);
  return purpose.name({
    random,
    ordinal,
    person: () => generatedName(seed, count('person')),
    family: () => generatedFamily(seed, count('family')),
  });
}

/** The labels belong to the school district. A tenth of its buses serves pupils with special needs. */
function labelIds(
  random: SeededRandom,
  { id }: Organisation,
  { labels = [], rhythm }: Purpose,
): number[] {
  const chosen = labels.map((ids) => random.pick(ids));
  if (rhythm === 'bus' && random.oneIn(5)) chosen.push(18);
  return isInMainOrganisation(id) ? chosen : [];
}

/** An MDN that no fixed device has. */
function uniqueMdn(areaCode: string, index: number): string {
  const digits = mdn(areaCode, index);
  return fixedDevices.some(({ key }) => key === digits) ? mdn(areaCode, index + 5_000_000) : digits;
}

/** An IMEI that no fixed device has. */
function uniqueImei({ typeAllocations }: Model, index: number): string {
  const [main, other] = typeAllocations;
  if (index >= firstOtherIndex) return imei(other, index - firstOtherIndex);
  const digits = imei(main, index);
  const isTaken = fixedDevices.some((fixed) => fixed.imei === digits);
  return isTaken ? imei(other, index) : digits;
}
