import type { Corp } from '../../../../schemas/kajeet/corps.js';
import { deviceStatuses } from '../../../../schemas/kajeet/devices/device.js';
import { carriers, plans } from '../../../../seeds/kajeet/devices/hardware.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { corps, devices, labels, type StoredDevice, users } from '../collections.js';

/** A corp with those below it, for people who look for one. */
interface CorpNode {
  readonly corpId: string;
  readonly description: string;
  readonly kinds: readonly string[];
  /** Its own devices by status, without those of the corps below it. */
  readonly devices: Readonly<Record<string, number>>;
  readonly users: number;
  readonly corps: readonly CorpNode[];
}

/** What the sandbox contains: the tree of corps, and names that requests may use. */
export function overview(sandbox: Sandbox) {
  const allCorps = sandbox.documents(corps).all({});
  const someDevices = sandbox.documents(devices).all({}, undefined, { limit: maxScanned });
  return {
    corps: corpTree(
      sandbox,
      allCorps.map(({ wire }) => wire),
      null,
    ),
    labels: sandbox
      .documents(labels)
      .all({})
      .map(({ wire: { id, name, corpId } }) => ({ id, name, corpId })),
    filterGroups: filterGroups(someDevices),
    plans: Object.values(plans).map(({ code, description }) => ({ code, description })),
    carriers: carriers.map(({ network }) => network),
    notableDevices: notableDevices(someDevices),
    users: sandbox
      .documents(users)
      .all({})
      .map(({ wire, internal }) => ({
        username: wire.username,
        corpId: internal.corpId,
        scopes: internal.scopes,
        ...(internal.purpose !== undefined && { purpose: internal.purpose }),
      })),
  };
}

function corpTree(sandbox: Sandbox, all: readonly Corp[], parent: string | null): CorpNode[] {
  const stored = sandbox.documents(devices);
  return all
    .filter(({ parentCorpId }) => parentCorpId === parent)
    .map(({ corpId, description, kinds }) => ({
      corpId,
      description,
      kinds,
      devices: Object.fromEntries(
        statuses.map((status) => [status, stored.count({ where: { corpId, status } })]),
      ),
      users: sandbox.documents(users).count({ where: { corpId } }),
      corps: corpTree(sandbox, all, corpId),
    }));
}

const statuses = deviceStatuses.map((status) => status.toLowerCase());

/** In a large fleet only its first devices are read for examples. */
const maxScanned = 2000;

/** The names of the filter groups of the devices. */
function filterGroups(some: readonly StoredDevice[]): string[] {
  const names = some.flatMap(({ wire }) => wire.filterGroup ?? []);
  return [...new Set(names)].sort();
}

/** The cases that a device may stand for, by the reason that is shown. */
const cases: Readonly<Record<string, (device: StoredDevice) => boolean>> = {
  'shows its health': ({ internal }) => internal.showHealthStatus,
  'is on ARCNT, so that its IMEI can be changed': ({ wire }) => wire.network === 'ARCNT',
  'is suspended': ({ wire }) => wire.status === 'suspended',
  'is offline though active': ({ wire }) => wire.status === 'active' && !wire.onlineStatus,
  'is over its monthly limit': ({ wire, internal: { monthlyLimit } }) =>
    monthlyLimit !== null && wire.monthlyAmountUsed > monthlyLimit,
  'has several labels': ({ internal }) => internal.labelIds.length > 1,
  'has no nickname': ({ wire }) => wire.nickname === undefined,
  'has no IMEI': ({ wire }) => wire.imei === undefined,
  'has an eSIM': ({ internal }) => internal.eid !== null,
};

/** The first device of each case, with the reason why. */
function notableDevices(some: readonly StoredDevice[]) {
  return Object.entries(cases).flatMap(([reason, accepts]) => {
    const found = some.find(accepts);
    if (!found) return [];
    const { key, nickname } = found.wire;
    const { corpId } = found.internal;
    return [{ key, corpId, ...(nickname !== undefined && { nickname }), reason }];
  });
}
