import { deviceStates, type StoredDevice } from '../../../schemas/esper/devices/device.js';
import { formatTimestamp } from '../../../schemas/esper/users.js';
import { SeededRandom } from '../../../src/lib/seeded-random.js';
import { deviceRandom, drawOrganisation } from '../../world/fleet.js';
import { imei, permute, uuidOf } from '../../world/identifiers.js';
import { generatedName } from '../../world/names.js';
import { defaultInstant, mainOrganisation, type Organisation } from '../../world/world.js';
import { groupId } from '../groups.js';
import { policyIds } from '../policies.js';
import { tabletCount } from './fleet.js';
import { type TabletModel, tabletModels } from './models.js';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const now = Date.parse(defaultInstant);

/** Where the numbers of devices begin that are added to a sandbox later. */
const firstAdditional = 100_000;

/** The tablets of the main organisation: one for each of its hotspots, in the same group. */
export function* devices(seed: number, fleet: number): Generator<StoredDevice> {
  for (let index = 0; index < tabletCount(fleet); index++) {
    yield device(seed, index, drawOrganisation(deviceRandom(seed, index), index));
  }
}

/** Draws a device besides the seeded ones; `number` counts those of a sandbox. */
export function additionalDevice(seed: number, number: number): StoredDevice {
  const index = firstAdditional + number;
  return device(seed, index, drawOrganisation(deviceRandom(seed, index), index));
}

/** Models by organisation, each as often as it is listed. */
const modelsByOrganisation: Readonly<Record<string, readonly TabletModel[]>> = {
  'NORTHSTAR-BUS': [tabletModels.rugged],
  'NORTHSTAR-ELEM': [tabletModels.school, tabletModels.school, tabletModels.lent],
  'NORTHSTAR-HIGH': [tabletModels.lent, tabletModels.lent, tabletModels.school],
  [mainOrganisation]: [tabletModels.school, tabletModels.signage],
};

function device(seed: number, index: number, { id: organisation }: Organisation): StoredDevice {
  const random = new SeededRandom(seed, 'esper device', index);
  const model = random.pick(modelsByOrganisation[organisation] ?? [tabletModels.school]);
  const isLent = model === tabletModels.lent;
  const { firstName, lastName } = generatedName(seed, index);
  const isOffline = random.oneIn(9);
  const created = now - random.integer(60, 900) * dayMs - random.integer(0, 600) * minuteMs;
  const seen = now - (isOffline ? random.integer(2, 30) * dayMs : random.integer(1, 15) * minuteMs);
  const number = String(index + 1).padStart(4, '0');
  const state = isOffline ? deviceStates.inactive : deviceStates.active;
  return {
    id: uuidOf(`esper device ${index}`),
    device_name: `NS-${number}`,
    alias_name: isLent ? `${firstName} ${lastName}` : `${model.name} ${number}`,
    status: state,
    state,
    tags: [...(isLent ? ['loaner'] : random.oneIn(3) ? ['classroom'] : []), ...tagsOf(model)],
    is_active: true,
    created_on: formatTimestamp(created),
    updated_on: formatTimestamp(seen),
    group: groupId(organisation),
    model: model.number,
    serial: `${model.serialPrefix}${String(permute(index, [2500, 4000])).padStart(8, '0')}`,
    imei: imei(model.typeAllocation, index),
    ssid: `Northstar-${permute(index + 31, [100, 100])
      .toString(16)
      .padStart(4, '0')}`,
    policy: policyOf(model),
    battery: isOffline ? random.integer(0, 40) : random.integer(35, 100),
  };
}

/** The policy of the tablets of a model. */
function policyOf(model: TabletModel): number {
  if (model === tabletModels.rugged) return policyIds.transportation;
  return model === tabletModels.signage ? policyIds.signage : policyIds.students;
}

/** The tags that say what the tablets of a model are for. */
function tagsOf(model: TabletModel): string[] {
  if (model === tabletModels.rugged) return ['bus'];
  return model === tabletModels.signage ? ['signage'] : [];
}
