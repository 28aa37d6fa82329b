import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { FastifyReply } from 'fastify';
import type { CorpParams } from '../../../schemas/kajeet/corps.js';
import type { BulkSelection } from '../../../schemas/kajeet/device-writes.js';
import {
  type CsvColumn,
  type CustomizedColumn,
  type CustomizedListQuery,
  csvColumns,
  customizedColumns,
  type Device,
  type DeviceListQuery,
  type DeviceOwn,
} from '../../../schemas/kajeet/devices.js';
import type { KajeetSettings } from '../../../schemas/kajeet/settings.js';
import { after } from '../../after.js';
import { WrittenJson } from '../../simulator/answers.js';
import type { ReadRequest } from '../../simulator/contract.js';
import { listed } from '../../simulator/keywords.js';
import type { Problem } from '../../simulator/problem.js';
import type { Field } from '../../store/collection.js';
import type { Order, Query } from '../../store/query.js';
import type { Sandbox } from '../../store/sandbox.js';
import { devices, labels, sortColumns } from './collections.js';
import { deviceGroup } from './corps.js';
import { listQuery, noDevices, picked } from './selection.js';

/** A column of either list's CSV. */
type Column = CsvColumn | CustomizedColumn;

/** How many devices of an export are written before others have their turn. */
const sliceSize = 100;

/** A page of the devices that match or, with `export`, all of them as CSV. */
export function listDevices(request: ReadRequest<CorpParams, DeviceListQuery, unknown>) {
  const { query } = request;
  const labelIds = listed(query.labelIds).map(Number);
  return answer(request, listQuery(deviceGroup(request), query.searchValue, labelIds), csvColumns);
}

/** The same of the devices that a bulk selection picks; its CSV has column names of its own. */
export function customizedList(
  request: ReadRequest<CorpParams, CustomizedListQuery, BulkSelection>,
) {
  const found = picked(request, deviceGroup(request), request.body);
  return answer(request, found, customizedColumns);
}

/** What both lists can be asked for. */
type Asked = Pick<DeviceListQuery, 'offset' | 'limit' | 'sort' | 'sortDir' | 'export' | 'columns'>;

function answer(
  request: ReadRequest<unknown, Asked, unknown>,
  found: Query,
  all: readonly Column[],
) {
  const { query, sandbox } = request;
  const order = { by: sortColumns[query.sort], descending: query.sortDir === 'DESC' };
  const stored = sandbox.documents(devices).gently;
  if (query.export) {
    const columns = listed(query.columns) as Column[];
    return exported(request, found, order, columns.length > 0 ? columns : all);
  }
  return after(stored.page(found, order, query.offset, query.limit), ({ total, rows }) => {
    if (total === 0 && refusesEmpty(sandbox)) throw nothingListed(request);
    return WrittenJson.list(`{"totalCount":${total},"devices":[`, rows, ']}');
  });
}

/** The lists refuse an empty search; nothing says so but clients that look for the text. */
function refusesEmpty(sandbox: Sandbox): boolean {
  return sandbox.settings<KajeetSettings>('kajeet').emptySearch === 404;
}

function nothingListed(request: ReadRequest<unknown, Asked, unknown>): Problem {
  const { searchValue, labelIds } = request.query as Partial<DeviceListQuery>;
  const had = [searchValue && `searchValue ${searchValue}`, labelIds && `labelIds ${labelIds}`];
  return noDevices(
    request,
    had.filter(Boolean).join(', ') || 'a group or a selection without devices',
  );
}

/**
 * RFC 4180: a header row of column codes, then a row for each device. All of them are of the sandbox as it was asked: one
 * that becomes another meanwhile ends the export with an error, and what was sent of it is cut off.
 */
async function exported(
  request: ReadRequest<unknown, Asked, unknown>,
  found: Query,
  order: Order,
  columns: readonly Column[],
) {
  const { sandbox } = request;
  // Each once: a caller may name a column a thousand times, and SQLite does not read so many values at a time.
  const read = [...new Set(columns.map((column) => fields[column]))];
  const slices = sandbox.documents(devices).gently.slices(found, order, read, sliceSize);
  const first = await slices.next();
  if (first.done && refusesEmpty(sandbox)) throw nothingListed(request);
  const names = labelNames(sandbox);
  const cells = columns.map((column): Cell => {
    const at = read.indexOf(fields[column]);
    const write = written[column];
    return (values) => (write ? write(values[at], names) : values[at]);
  });
  const text = lines(columns, first.done ? [] : first.value, slices, cells);
  return (reply: FastifyReply) => {
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="devices.csv"');
    return Readable.from(text);
  };
}

/** What stands in a column, from the values that were read of a device. */
type Cell = (values: readonly unknown[]) => unknown;

async function* lines(
  columns: readonly Column[],
  first: unknown[][],
  slices: AsyncIterable<unknown[][]>,
  cells: readonly Cell[],
) {
  const rows = (slice: unknown[][]) =>
    csv(slice.map((values) => cells.map((cell) => cell(values))));
  yield csv([columns]) + rows(first);
  for await (const slice of slices) yield rows(slice);
}

/**
 * By JSON: a text that V8 makes of a number otherwise goes at once among what is old, where a large export would leave
 * tens of megabytes of them.
 */
const asJson = (value: number) => JSON.stringify(value);

function csv(rows: readonly (readonly unknown[])[]): string {
  return stringify(rows as unknown[][], { record_delimiter: 'windows', cast: { number: asJson } });
}

function labelNames(sandbox: Sandbox): ReadonlyMap<number, string> {
  return new Map(
    sandbox
      .documents(labels)
      .all({})
      .map(({ wire }) => [wire.id, wire.name]),
  );
}

/** Where each column of the CSV comes from. */
const fields: Readonly<Record<Column, Field<Device, DeviceOwn>>> = {
  IMEI: 'wire.imei',
  MDN: 'wire.mdn',
  STATUS: 'wire.status',
  MEDIA_CENTER_STATUS: 'own.mediaCenterStatus',
  DEVICE_NAME: 'wire.deviceName',
  NICKNAME: 'wire.nickname',
  FILTER_GROUP: 'wire.filterGroup',
  SUMMER_STATUS: 'own.summerUsage',
  LAST_30_DAYS_USED: 'wire.last30DaysUsed',
  MONTHLY_LIMIT: 'own.monthlyLimit',
  DAILY_LIMIT: 'own.dailyLimit',
  MONTHLY_AMOUNT_USED: 'wire.monthlyAmountUsed',
  DAY_AMOUNT_USED: 'own.dayAmountUsed',
  CORP_ID: 'own.corpId',
  CORP_DESCRIPTION: 'wire.corpDescription',
  NOTE: 'own.note',
  UICC: 'own.uicc',
  NETWORK: 'wire.network',
  APN: 'own.apn',
  EFFECTIVE_VPN_STATUS: 'own.vpnStatus',
  MDN_CUSTOM_FIELD: 'own.mdnCustomField',
  LABELS: 'own.labelIds',
  MAC: 'own.mac',
  OEM_SERIAL_NUMBER: 'wire.oemSerialNumber',
  NAME: 'own.name',
  DESCRIPTION: 'own.description',
  VERIZON_BI_PLAN_ID: 'own.verizonBiPlanId',
  SIM_TYPE: 'own.simType',
  EID: 'own.eid',
  DEVICE: 'wire.deviceName',
  DEVICE_GROUP: 'wire.corpDescription',
};

/** What a column says of its field where that is not what stands there. */
const written: Partial<
  Readonly<Record<Column, (value: unknown, labels: ReadonlyMap<number, string>) => string>>
> = {
  SUMMER_STATUS: (isUsed) => (isUsed ? 'Summer use' : 'No summer use'),
  LABELS: (ids, names) => (ids as number[]).map((id) => names.get(id) ?? id).join('; '),
};
