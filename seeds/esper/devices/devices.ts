import { deviceStates, type StoredDevice } from '../../../schemas/esper/devices/device.js';
import { formatTimestamp } from '../../../schemas/esper/users.js';
import { dayMs, hourMs, minuteMs } from '../../../src/lib/calculation/durations.js';
import { SeededRandom } from '../../../src/lib/seeded-random.js';
import { busNumber, deviceRandom, drawOrganisation } from '../../world/fleet.js';
import { imei, permute, uuidOf } from '../../world/identifiers.js';
import { generatedName } from '../../world/names.js';
import { defaultInstant, mainOrganisation, organisations } from '../../world/world.js';
import { groupId } from '../groups.js';
import { policyIds } from '../policies.js';
import { setUpTime } from './deliveries.js';
import { tabletCount } from './fleet.js';
import { type TabletModel, tabletModels } from './models.js';

const now = Date.parse(defaultInstant);

/** Where the numbers of devices begin that are added to a sandbox later. */
const firstAdditional = 100_000;

/** The tablets of the main organisation: one for each of its hotspots, in the same group. */
export function* devices(seed: number, fleet: number): Generator<StoredDevice> {
  const counts = new Map<string, number>();
  for (let index = 0; index < tabletCount(fleet); index++) {
    const { id } = drawOrganisation(deviceRandom(seed, index), index);
    yield device(seed, index, id, (kind) => {
      const next = counts.get(kind) ?? 0;
      counts.set(kind, next + 1);
      return next;
    });
  }
}

/**
 * Draws a device besides the seeded ones; `number` counts those of a sandbox. In a group that is not seeded it is one of a new
 * school.
 */
export function additionalDevice(
  seed: number,
  number: number,
  group = groupId(mainOrganisation),
): StoredDevice {
  const index = firstAdditional + number;
  const isNew = !organisations.some(({ id }) => groupId(id) === group);
  if (isNew) return { ...device(seed, index, newSchool, () => number - 1), group };
  const { id } = drawOrganisation(deviceRandom(seed, index), index);
  return device(seed, index, id, () => tabletCount(firstAdditional) + number);
}

/** What stands for the organisation of a group that is not seeded. */
const newSchool = 'new school';

/** Models by organisation, each as often as it is listed. */
const modelsByOrganisation: Readonly<Record<string, readonly TabletModel[]>> = {
  'NORTHSTAR-BUS': [tabletModels.rugged],
  'NORTHSTAR-ELEM': [tabletModels.school, tabletModels.school, tabletModels.lent],
  'NORTHSTAR-HIGH': [tabletModels.lent, tabletModels.lent, tabletModels.school],
  [newSchool]: [tabletModels.school, tabletModels.school, tabletModels.lent],
  [mainOrganisation]: [tabletModels.school, tabletModels.school, tabletModels.signage],
};

/** Counts the tablets of a kind from 0. */
type Counter = (kind: string) => number;

function device(seed: number, index: number, organisation: string, count: Counter): StoredDevice {
  const random = new SeededRandom(seed, 'esper device', index);
  const model = random.pick(modelsByOrganisation[organisation] ?? [tabletModels.school]);
  const isOffline = random.oneIn(9);
  const created = setUpTime(random, index);
  const silence = isOffline ? random.integer(2, 30) * dayMs : random.integer(1, 15) * minuteMs;
  const seen = now - silence - offset(index, isOffline);
  const state = isOffline ? deviceStates.inactive : deviceStates.active;
  const { alias, tags, ssid } = use(random, { seed, index, organisation, model, count });
  return {
    id: uuidOf(`esper device ${index}`),
    device_name: `NS-${padded(index + 1, 4)}`,
    alias_name: alias,
    status: state,
    state,
    tags: [...tags],
    is_active: true,
    created_on: formatTimestamp(created),
    updated_on: formatTimestamp(seen),
    group: groupId(organisation),
    model: model.number,
    serial: serialNumber(model, index),
    imei: imei(model.typeAllocation, index),
    ssid,
    policy: policyOf(model),
    battery: battery(random, model, isOffline),
  };
}

/** What a tablet is drawn from. */
interface TabletContext {
  readonly seed: number;
  readonly index: number;
  readonly organisation: string;
  readonly model: TabletModel;
  readonly count: Counter;
}

/** How people call a tablet, its tags, and the network that it is in. */
interface TabletUse {
  readonly alias: string;
  readonly tags: readonly string[];
  readonly ssid: string;
}

/** How many tablets a cart has. */
const cartSize = 12;

/** What the names of a school's carts begin with; nothing in a new one. */
const cartPrefixes: Readonly<Record<string, string>> = {
  'NORTHSTAR-ELEM': 'ES ',
  'NORTHSTAR-HIGH': 'HS ',
};

/** Where the ordinals of the people begin who borrow tablets: others than those who have devices of the network. */
const firstBorrower = 10_000;

/** What a tablet is used for: on loan, in a bus, on a wall, in the cart of a classroom, or in an office. */
function use(random: SeededRandom, context: TabletContext): TabletUse {
  const { seed, index, organisation, model, count } = context;
  if (model === tabletModels.lent) {
    const { firstName, lastName } = generatedName(seed, firstBorrower + index);
    const isAtHome = random.oneIn(3);
    const ssid = isAtHome ? `SmartSpot-${random.integer(1000, 9999)}` : 'NSISD-Student';
    return { alias: `${firstName} ${lastName}`, tags: ['loaner'], ssid };
  }
  const ordinal = count(`${organisation} ${model.number}`);
  if (model === tabletModels.rugged)
    return { alias: `Bus ${busNumber(ordinal)} Tablet`, tags: ['bus'], ssid: 'NSISD-Bus' };
  if (model === tabletModels.signage)
    return { alias: `Room Display ${ordinal + 1}`, tags: ['signage'], ssid: 'NSISD-Display' };
  if (organisation === mainOrganisation)
    return { alias: `Office Tablet ${ordinal + 1}`, tags: [], ssid: 'NSISD-Staff' };
  const [cart, place] = [1 + Math.floor(ordinal / cartSize), 1 + (ordinal % cartSize)];
  const alias = `${cartPrefixes[organisation] ?? ''}Cart ${cart}-${padded(place, 2)}`;
  return { alias, tags: ['classroom'], ssid: 'NSISD-Student' };
}

/** Displays and the tablets of buses are on a charger; others are used until they are charged. */
function battery(random: SeededRandom, model: TabletModel, isOffline: boolean): number {
  if (isOffline) return random.integer(0, 40);
  if (model === tabletModels.signage) return 100;
  if (model === tabletModels.rugged) return random.integer(82, 100);
  return Math.round(22 + 78 * Math.sqrt(random.next()));
}

/** Hours before the time of the default instant and after it in which tablets are used: from 8 to 16 in New York. */
const hoursOfUse = { before: 4, after: 4 };

/** The milliseconds by which a last report was earlier than whole days or minutes ago. They are no draw, because later ones would change. */
function offset(index: number, isOffline: boolean): number {
  const { before, after } = hoursOfUse;
  const seconds = permute(index, [160, 180]);
  if (!isOffline) return (seconds % 60) * 1000;
  return ((seconds * 1000) % ((before + after) * hourMs)) - after * hourMs;
}

/** The digits of serial numbers: those that are not mistaken for others. */
const serialDigits = '0123456789ABCDEFGHJKLMNPRSTVWXY';

/** The `index`th serial number of a model: digits that look random after what the maker begins with. */
function serialNumber({ serialPrefix, serialLength }: TabletModel, index: number): string {
  const length = serialLength - serialPrefix.length;
  const side = Math.floor(serialDigits.length ** (length / 2));
  let rest = permute(index, [side, side]);
  let digits = '';
  for (let count = 0; count < length; count++) {
    digits = serialDigits.charAt(rest % serialDigits.length) + digits;
    rest = Math.floor(rest / serialDigits.length);
  }
  return `${serialPrefix}${digits}`;
}

function padded(number: number, length: number): string {
  return String(number).padStart(length, '0');
}

/** The policy of the tablets of a model. */
function policyOf(model: TabletModel): number {
  if (model === tabletModels.rugged) return policyIds.transportation;
  return model === tabletModels.signage ? policyIds.signage : policyIds.students;
}
