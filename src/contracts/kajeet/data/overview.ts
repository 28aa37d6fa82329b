import type { Corp } from '../../../../schemas/kajeet/corps.js';
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
    filterGroups: filterGroups(sandbox),
    plans: Object.values(plans).map(({ code, description }) => ({ code, description })),
    carriers: carriers.map(({ network }) => network),
    notableDevices: notableDevices(sandbox),
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

const statuses = ['active', 'suspended', 'lost_stolen'];

/** The names of filter groups in use; in a large fleet those of its first devices. */
function filterGroups(sandbox: Sandbox): string[] {
  const stored = sandbox.documents(devices).all({}, undefined, { limit: maxScanned });
  const names = stored.flatMap(({ wire }) => wire.filterGroup ?? []);
  return [...new Set(names)].sort();
}

const maxScanned = 2000;

/** Devices that stand for a case, each with the reason why. */
function notableDevices(sandbox: Sandbox) {
  const { device } = firstOf(sandbox);
  const found = [
    device('shows its health', ({ internal }) => internal.showHealthStatus),
    device('is on ARCNT, so that its IMEI can be changed', ({ wire }) => wire.network === 'ARCNT'),
    device('is suspended', ({ wire }) => wire.status === 'suspended'),
    device(
      'is offline though active',
      ({ wire }) => wire.status === 'active' && !wire.onlineStatus,
    ),
    device('is over its monthly limit', ({ wire, internal }) => {
      const { monthlyLimit } = internal;
      return monthlyLimit !== null && wire.monthlyAmountUsed > monthlyLimit;
    }),
    device('has several labels', ({ internal }) => internal.labelIds.length > 1),
    device('has no nickname', ({ wire }) => wire.nickname === undefined),
    device('has no IMEI', ({ wire }) => wire.imei === undefined),
    device('has an eSIM', ({ internal }) => internal.eid !== null),
  ];
  return found.flatMap((each) => each ?? []);
}

/** Finds the first device that a test accepts, among the first of the sandbox. */
function firstOf(sandbox: Sandbox) {
  const some = sandbox.documents(devices).all({}, undefined, { limit: maxScanned });
  return {
    device(reason: string, accepts: (device: StoredDevice) => boolean) {
      const found = some.find(accepts);
      if (!found) return undefined;
      const { key, nickname } = found.wire;
      return {
        key,
        corpId: found.internal.corpId,
        ...(nickname !== undefined && { nickname }),
        reason,
      };
    },
  };
}
