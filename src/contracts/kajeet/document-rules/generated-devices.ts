import type { Device, DeviceInternal } from '../../../../schemas/kajeet/devices/device.js';
import { carriers, findPlan } from '../../../../seeds/kajeet/devices/hardware.js';
import { additionalDevice } from '../../../../seeds/kajeet/index.js';
import {
  mainOrganisation,
  type Organisation,
  organisations,
} from '../../../../seeds/world/world.js';
import type { Draw } from '../../../simulator/data/rules.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { corps, labels, type StoredDevice } from '../collections.js';

/** A device of another carrier than the demanded one is drawn again, at most this many times. */
const maxDraws = 300;

/** How far a number is from that of the next draw, so that devices that are added later have other numbers. */
const drawDistance = 10_007;

/** Draws a device of a device group. Carrier and rate plan are those that it should be like, with all that follows from them. */
export function generateDevice(draw: Draw<Device, DeviceInternal>): StoredDevice {
  const { like, sandbox } = draw;
  const corpId = like.internal.corpId ?? mainOrganisation;
  const { wire, internal } = withPlan(drawDevice(draw, corpId), like.wire.ratePlan);
  const path = sandbox.documents(corps).get(corpId)?.wire.path ?? [];
  const labelIds = internal.labelIds.filter((id) => {
    const label = sandbox.documents(labels).get(String(id))?.wire;
    return label !== undefined && path.includes(label.corpId);
  });
  const { onlineStatus } = like.wire;
  const rhythm = onlineStatus ? ('always' as const) : ('offline' as const);
  return {
    wire,
    internal: { ...internal, corpId, labelIds, ...(onlineStatus !== undefined && { rhythm }) },
  };
}

function drawDevice(
  { like, number, seed, sandbox }: Draw<Device, DeviceInternal>,
  corpId: string,
): StoredDevice {
  const organisation = organisationLike(sandbox, corpId);
  const { status = 'active', network } = like.wire;
  const isNewGroup = !organisations.some(({ id }) => id === corpId);
  const isKnown = carriers.some((carrier) => carrier.network === network);
  for (let again = 0; ; again++) {
    const drawn = additionalDevice(
      { seed, number: number + again * drawDistance, organisation, isNewGroup },
      status !== 'active',
    );
    if (!isKnown || drawn.wire.network === network || again === maxDraws) return drawn;
  }
}

/** The seeded organisation whose devices those of a corp are like: its own, or that of the nearest corp above it. */
function organisationLike(sandbox: Sandbox, corpId: string): Organisation {
  const path = sandbox.documents(corps).get(corpId)?.wire.path ?? [];
  const nearest = path.findLast((each) => organisations.some(({ id }) => id === each));
  const main = organisations.find(({ id }) => id === (nearest ?? mainOrganisation));
  return main ?? (organisations[0] as Organisation);
}

/** A device with the name and the limit of a rate plan. */
function withPlan(device: StoredDevice, code: string | undefined): StoredDevice {
  const plan = findPlan(code);
  if (!plan) return device;
  return {
    wire: { ...device.wire, ratePlan: plan.code, ratePlanDescription: plan.description },
    internal: { ...device.internal, monthlyLimit: plan.limit },
  };
}
