import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { FastifyReply } from 'fastify';
import type { CorpParams } from '../../../../schemas/kajeet/corps.js';
import {
  type CsvColumn,
  type CustomizedColumn,
  type CustomizedListQuery,
  csvColumns,
  customizedColumns,
  type Device,
  type DeviceListQuery,
  type DeviceOwn,
} from '../../../../schemas/kajeet/devices/devices.js';
import type { BulkSelection } from '../../../../schemas/kajeet/devices/writes.js';
import type { KajeetSettings } from '../../../../schemas/kajeet/settings.js';
import { mapMaybePromise } from '../../../lib/maybe-promise.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import type { Problem } from '../../../simulator/contract/problem.js';
import { RawJson } from '../../../simulator/pipeline/raw-json.js';
import { splitList } from '../../../simulator/validation/keywords.js';
import type { Field } from '../../../store/documents/collection.js';
import type { Order, Query } from '../../../store/query/query.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { columnBySortKey, devices, labels } from '../collections.js';
import { requireGroupIds } from '../corps.js';
import { bulkQuery, listQuery, noDevicesFound } from './selection.js';

/** A column of either list's CSV. */
type Column = CsvColumn | CustomizedColumn;

/** How many devices of an export are written before others have their turn. */
const sliceSize = 100;

/** A page of the devices that match or, with `export`, all of them as CSV. */
export function listDevices(request: ValidatedRequest<CorpParams, DeviceListQuery, unknown>) {
  const { query } = request;
  const labelIds = splitList(query.labelIds).map(Number);
  return listResponse(
    request,
    listQuery(requireGroupIds(request), query.searchValue, labelIds),
    csvColumns,
  );
}

/** The same of the devices that a bulk selection picks; its CSV has column names of its own. */
export function customizedList(
  request: ValidatedRequest<CorpParams, CustomizedListQuery, BulkSelection>,
) {
  const found = bulkQuery(request, requireGroupIds(request), request.body);
  return listResponse(request, found, customizedColumns);
}

/** What both lists can be asked for. */
type ListParams = Pick<
  DeviceListQuery,
  'offset' | 'limit' | 'sort' | 'sortDir' | 'export' | 'columns'
>;

function listResponse(
  request: ValidatedRequest<unknown, ListParams, unknown>,
  found: Query,
  all: readonly Column[],
) {
  const { query, sandbox } = request;
  const order = { by: columnBySortKey[query.sort], descending: query.sortDir === 'DESC' };
  const stored = sandbox.documents(devices).cooperative;
  if (query.export) {
    const columns = splitList(query.columns) as Column[];
    return csvResponse(request, found, order, columns.length > 0 ? columns : all);
  }
  return mapMaybePromise(
    stored.page(found, order, query.offset, query.limit),
    ({ total, rows }) => {
      if (total === 0 && rejectsEmptyList(sandbox)) throw nothingListed(request);
      return RawJson.list(`{"totalCount":${total},"devices":[`, rows, ']}');
    },
  );
}

/** The lists refuse an empty search; nothing says so but clients that look for the text. */
function rejectsEmptyList(sandbox: Sandbox): boolean {
  return sandbox.settings<KajeetSettings>('kajeet').emptySearch === 404;
}

function nothingListed(request: ValidatedRequest<unknown, ListParams, unknown>): Problem {
  const { searchValue, labelIds } = request.query as Partial<DeviceListQuery>;
  const actual = [searchValue && `searchValue ${searchValue}`, labelIds && `labelIds ${labelIds}`];
  return noDevicesFound(
    request,
    actual.filter(Boolean).join(', ') || 'a group or a selection without devices',
  );
}

/**
 * RFC 4180: a header row of column codes, then a row for each device. All of them are of the sandbox as it was asked: one
 * that becomes another meanwhile ends the export with an error, and what was sent of it is cut off.
 */
async function csvResponse(
  request: ValidatedRequest<unknown, ListParams, unknown>,
  found: Query,
  order: Order,
  columns: readonly Column[],
) {
  const { sandbox } = request;
  // Each once: a caller may name a column a thousand times, and SQLite does not read so many values at a time.
  const read = [...new Set(columns.map((column) => fieldByColumn[column]))];
  const slices = sandbox.documents(devices).cooperative.slices(found, order, read, sliceSize);
  const first = await slices.next();
  if (first.done && rejectsEmptyList(sandbox)) throw nothingListed(request);
  const names = labelNames(sandbox);
  const cells = columns.map((column): ColumnReader => {
    const at = read.indexOf(fieldByColumn[column]);
    const write = formatters[column];
    return (values) => (write ? write(values[at], names) : values[at]);
  });
  const text = csvChunks(columns, first.done ? [] : first.value, slices, cells);
  return (reply: FastifyReply) => {
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="devices.csv"');
    return Readable.from(text);
  };
}

/** What stands in a column, from the values that were read of a device. */
type ColumnReader = (values: readonly unknown[]) => unknown;

async function* csvChunks(
  columns: readonly Column[],
  first: unknown[][],
  slices: AsyncIterable<unknown[][]>,
  cells: readonly ColumnReader[],
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
const fieldByColumn: Readonly<Record<Column, Field<Device, DeviceOwn>>> = {
  IMEI: 'wire.imei',
  MDN: 'wire.mdn',
  STATUS: 'wire.status',
  MEDIA_CENTER_STATUS: 'internal.mediaCenterStatus',
  DEVICE_NAME: 'wire.deviceName',
  NICKNAME: 'wire.nickname',
  FILTER_GROUP: 'wire.filterGroup',
  SUMMER_STATUS: 'internal.summerUsage',
  LAST_30_DAYS_USED: 'wire.last30DaysUsed',
  MONTHLY_LIMIT: 'internal.monthlyLimit',
  DAILY_LIMIT: 'internal.dailyLimit',
  MONTHLY_AMOUNT_USED: 'wire.monthlyAmountUsed',
  DAY_AMOUNT_USED: 'internal.dayAmountUsed',
  CORP_ID: 'internal.corpId',
  CORP_DESCRIPTION: 'wire.corpDescription',
  NOTE: 'internal.note',
  UICC: 'internal.uicc',
  NETWORK: 'wire.network',
  APN: 'internal.apn',
  EFFECTIVE_VPN_STATUS: 'internal.vpnStatus',
  MDN_CUSTOM_FIELD: 'internal.mdnCustomField',
  LABELS: 'internal.labelIds',
  MAC: 'internal.mac',
  OEM_SERIAL_NUMBER: 'wire.oemSerialNumber',
  NAME: 'internal.name',
  DESCRIPTION: 'internal.description',
  VERIZON_BI_PLAN_ID: 'internal.verizonBiPlanId',
  SIM_TYPE: 'internal.simType',
  EID: 'internal.eid',
  DEVICE: 'wire.deviceName',
  DEVICE_GROUP: 'wire.corpDescription',
};

/** What a column says of its field where that is not what stands there. */
const formatters: Partial<
  Readonly<Record<Column, (value: unknown, labels: ReadonlyMap<number, string>) => string>>
> = {
  SUMMER_STATUS: (isUsed) => (isUsed ? 'Summer use' : 'No summer use'),
  LABELS: (ids, names) => (ids as number[]).map((id) => names.get(id) ?? id).join('; '),
};
