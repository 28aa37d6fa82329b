/** The devices as the control plane shows them. */
export const devices = '/_sim/data/kajeet/devices';

export const groups = ['NORTHSTAR-ISD', 'NORTHSTAR-HIGH', 'NORTHSTAR-BUS', 'NORTHSTAR-SPARE'];
export const statuses = ['active', 'suspended', 'lost_stolen'];
export const labelIds = [11, 12, 18, 21];
export const names = [
  'Bus 47',
  'bus 4711',
  'Ünïcode 🚌',
  'O\'Brien "Lab"',
  'a%b_c',
  '統合テスト',
  ' ',
];

/** A device as plain fields, without those that other requests add. */
export interface Device {
  [field: string]: unknown;
  key: string;
  corpId: string;
  status: string;
  onlineStatus: boolean;
  nickname?: string;
  monthlyAmountUsed: number;
  dayAmountUsed: number;
  last30DaysUsed?: number;
  labelIds: number[];
}

type Shown = { wire: object; internal: object };

/** The fields of both parts of a document. */
export const flat = ({ wire, internal }: Shown) => ({ ...wire, ...internal }) as Device;

/** A plain model of the fleet: what the documentation says a write does, in the fewest words. */
export class Model {
  readonly devices = new Map<string, Device>();

  patch(key: string, change: Partial<Device>): void {
    const before = this.devices.get(key) as Device;
    const after: Device = { ...before, ...change };
    if (change.nickname === null) delete after.nickname;
    after.monthlyAmountUsed = Math.max(after.monthlyAmountUsed, after.dayAmountUsed);
    if (after.last30DaysUsed !== undefined)
      after.last30DaysUsed = Math.max(after.last30DaysUsed, after.monthlyAmountUsed);
    this.devices.set(key, after);
  }

  matching(accepts: (device: Device) => boolean = () => true): Device[] {
    const found = [...this.devices.values()].filter(accepts);
    return found.sort((one, other) => (one.key < other.key ? -1 : 1));
  }
}

/** The fields that the vendor's list searches. */
export function searched(device: Device): string[] {
  const fields = [
    'mdn',
    'key',
    'esn',
    'imei',
    'nickname',
    'uicc',
    'imsi',
    'msisdn',
    'mac',
    'oemSerialNumber',
    'eid',
  ];
  return fields.flatMap((field) => (device[field] ? String(device[field]).toLowerCase() : []));
}

/** In descending order, nulls last, then by MDN. */
export function sortedBy(column: string, list: Device[]): Device[] {
  const field =
    {
      MDN: 'key',
      LAST_30_DAYS_USED: 'last30DaysUsed',
      STATUS: 'status',
      DEVICE_NAME: 'deviceName',
    }[column] ?? '';
  const sortValue = (device: Device) => {
    const value = device[field] as string | number | undefined;
    return typeof value === 'string' ? value.toLowerCase() : value;
  };
  return [...list].sort((one, other) => {
    const [a, b] = [sortValue(one), sortValue(other)];
    if (a === b) return one.key < other.key ? 1 : -1;
    if (a === undefined) return 1;
    if (b === undefined) return -1;
    return a < b ? 1 : -1;
  });
}

/** The fields of an object by name. */
export function sorted(fields: object): [string, unknown][] {
  return Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1));
}
