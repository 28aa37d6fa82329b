import { ref } from '../../../../schemas/annotations.js';
import type { StoredDevice } from '../../../../schemas/esper/devices/device.js';
import {
  metrics,
  type periods,
  Telemetry,
  TelemetryParams,
  TelemetryQuery,
} from '../../../../schemas/esper/devices/reports.js';
import { formatTimestamp } from '../../../../schemas/esper/users.js';
import { tabletModel } from '../../../../seeds/esper/index.js';
import { dayMs, hourMs } from '../../../lib/calculation/durations.js';
import { SeededRandom } from '../../../lib/seeded-random.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { badRequest, notFound } from '../../../simulator/contract/problem.js';
import { devices } from '../collections.js';
import { lastSeen } from '../devices/last-seen.js';
import { availableStorage } from '../devices/present.js';
import { reachesGroup } from '../devices/reach.js';
import { telemetryClient as evidence } from '../evidence.js';
import { enterprises } from '../tenant/lookup.js';

/** More than a year would be too many values for one response. */
const maxRangeMs = 366 * dayMs;

/** Values that devices reported over time. */
export const telemetryOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/graph/:category/:metric/',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'getTelemetry',
      summary: 'Values of a device over time',
      description: `A device that is online reports every hour. The metrics are ${metricNames().join(', ')}; the latest battery level is that of the device.`,
      params: TelemetryParams,
      querystring: TelemetryQuery,
      response: { 200: ref(Telemetry) },
    },
    handler(request) {
      const { sandbox, params, query } = request;
      if (query.enterprise_id !== undefined)
        enterprises.require({ sandbox, caller: request.caller, params: query });
      const stored = sandbox.documents(devices).get(query.device_id.toLowerCase())?.wire;
      if (!stored || !reachesGroup(request, stored.group))
        throw notFound(`There is no device ${query.device_id}`);
      const read = readerOf(`${params.category}/${params.metric}`);
      if (!read)
        throw notFound(
          `There is no metric ${params.category}/${params.metric}; there are ${metricNames().join(', ')}`,
        );
      const device = { ...stored, updated_on: lastSeen(sandbox, stored) };
      const range = rangeOf(query, sandbox.clock.now());
      const { period = 'hour', statistic = 'avg' } = query;
      const buckets = new Map<number, number[]>();
      for (const instant of reportsOf(device, range)) {
        const start = startOf(period, instant);
        buckets.set(start, [...(buckets.get(start) ?? []), read(device, instant)]);
      }
      const data = [...buckets].map(([start, values]) => ({
        x: formatTimestamp(start),
        y: statisticOf(statistic, values),
      }));
      return { data };
    },
  }),
];

function metricNames(): string[] {
  return Object.entries(metrics).flatMap(([category, ofCategory]) =>
    Object.keys(ofCategory).map((metric) => `${category}/${metric}`),
  );
}

type Reader = (device: StoredDevice, instant: number) => number;

/** How the value of a metric at an instant is computed. */
const readers: Readonly<Record<string, Reader>> = {
  'battery/level': (device, instant) => {
    // It loses some percent an hour since it was charged, and is what the device shows in the hour of its last report.
    const hours = hourOf(Date.parse(device.updated_on)) - hourOf(instant);
    return hours <= 0 ? device.battery : (device.battery + hours * 4) % 101;
  },
  'battery/temperature': (device, instant) =>
    24 + variation(device, instant, 'temperature', 90) / 10,
  'memory/available': (device, instant) =>
    Math.round(
      tabletModel(device.model).memory.ram * (0.3 + variation(device, instant, 'ram', 30) / 100),
    ),
  'storage/available': (device) => availableStorage(device),
  'wifi/strength': (device, instant) => 2 + variation(device, instant, 'wifi', 3),
};

function readerOf(name: string): Reader | undefined {
  return Object.hasOwn(readers, name) ? readers[name] : undefined;
}

/** A number from 0 to `most` that the device and the hour decide. */
function variation({ id }: StoredDevice, instant: number, name: string, most: number): number {
  return new SeededRandom(0, `esper ${name} ${id}`, hourOf(instant)).integer(0, most);
}

function hourOf(instant: number): number {
  return Math.floor(instant / hourMs);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The time that a query is about. Throws a 400 problem for one that is too long or ends before it begins. */
function rangeOf({ from_time, to_time }: TelemetryQuery, now: number): Range {
  const to = to_time === undefined ? now : Date.parse(to_time);
  const from = from_time === undefined ? to - 2 * dayMs : Date.parse(from_time);
  if (from <= to && to - from <= maxRangeMs) return { from, to: Math.min(to, now) };
  const message = 'must be at most 366 days before to_time, and not after it';
  throw badRequest([{ in: 'query', at: 'from_time', message }]);
}

/** The instants of a range at which a device reported: every hour since it was added, until it was last seen. */
function* reportsOf(device: StoredDevice, { from, to }: Range): Generator<number> {
  const first = Math.max(from, Date.parse(device.created_on));
  const last = Math.min(to, Date.parse(device.updated_on));
  for (let hour = Math.ceil(first / hourMs); hour * hourMs <= last; hour++) yield hour * hourMs;
}

/** The beginning of the period that an instant is in. */
function startOf(period: (typeof periods)[number], instant: number): number {
  if (period === 'hour') return hourOf(instant) * hourMs;
  const date = new Date(instant);
  return Date.UTC(
    date.getUTCFullYear(),
    date.getUTCMonth(),
    period === 'day' ? date.getUTCDate() : 1,
  );
}

function statisticOf(statistic: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (statistic === 'count') return values.length;
  return Math.round((statistic === 'sum' ? sum : sum / values.length) * 100) / 100;
}
