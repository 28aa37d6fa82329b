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
  type DeviceListQuery,
} from '../../../schemas/kajeet/devices.js';
import type { KajeetSettings } from '../../../schemas/kajeet/settings.js';
import { after } from '../../after.js';
import { WrittenJson } from '../../simulator/answers.js';
import type { ReadRequest } from '../../simulator/contract.js';
import { listed } from '../../simulator/keywords.js';
import type { Problem } from '../../simulator/problem.js';
import type { Order, Query } from '../../store/query.js';
import type { Sandbox } from '../../store/sandbox.js';
import { devices, labels, sortColumns } from './collections.js';
import { deviceGroup } from './corps.js';
import { listQuery, noDevices, picked, type StoredDevice } from './selection.js';

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
  const slices = sandbox.documents(devices).gently.slices(found, order, sliceSize);
  const first = await slices.next();
  if (first.done && refusesEmpty(sandbox)) throw nothingListed(request);
  const text = lines(first.done ? [] : first.value, slices, columns, labelNames(sandbox));
  return (reply: FastifyReply) => {
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="devices.csv"');
    return Readable.from(text);
  };
}

async function* lines(
  first: StoredDevice[],
  slices: AsyncIterable<StoredDevice[]>,
  columns: readonly Column[],
  names: ReadonlyMap<number, string>,
) {
  const rows = (devices: StoredDevice[]) =>
    csv(devices.map((device) => columns.map((column) => cells[column](device, names))));
  yield csv([columns]) + rows(first);
  for await (const slice of slices) yield rows(slice);
}

function csv(rows: readonly (readonly unknown[])[]): string {
  return stringify(rows as unknown[][], { record_delimiter: 'windows', cast: { boolean: String } });
}

function labelNames(sandbox: Sandbox): ReadonlyMap<number, string> {
  return new Map(
    sandbox
      .documents(labels)
      .all({})
      .map(({ wire }) => [wire.id, wire.name]),
  );
}

type Cell = (device: StoredDevice, labels: ReadonlyMap<number, string>) => unknown;

/** Where each column of the CSV comes from. */
const cells: Readonly<Record<Column, Cell>> = {
  IMEI: ({ wire }) => wire.imei,
  MDN: ({ wire }) => wire.mdn,
  STATUS: ({ wire }) => wire.status,
  MEDIA_CENTER_STATUS: ({ own }) => own.mediaCenterStatus,
  DEVICE_NAME: ({ wire }) => wire.deviceName,
  NICKNAME: ({ wire }) => wire.nickname,
  FILTER_GROUP: ({ wire }) => wire.filterGroup,
  SUMMER_STATUS: ({ own }) => (own.summerUsage ? 'Summer use' : 'No summer use'),
  LAST_30_DAYS_USED: ({ wire }) => wire.last30DaysUsed,
  MONTHLY_LIMIT: ({ own }) => own.monthlyLimit,
  DAILY_LIMIT: ({ own }) => own.dailyLimit,
  MONTHLY_AMOUNT_USED: ({ wire }) => wire.monthlyAmountUsed,
  DAY_AMOUNT_USED: ({ own }) => own.dayAmountUsed,
  CORP_ID: ({ own }) => own.corpId,
  CORP_DESCRIPTION: ({ wire }) => wire.corpDescription,
  NOTE: ({ own }) => own.note,
  UICC: ({ own }) => own.uicc,
  NETWORK: ({ wire }) => wire.network,
  APN: ({ own }) => own.apn,
  EFFECTIVE_VPN_STATUS: ({ own }) => own.vpnStatus,
  MDN_CUSTOM_FIELD: ({ own }) => own.mdnCustomField,
  LABELS: ({ own }, names) => own.labelIds.map((id) => names.get(id) ?? id).join('; '),
  MAC: ({ own }) => own.mac,
  OEM_SERIAL_NUMBER: ({ wire }) => wire.oemSerialNumber,
  NAME: ({ own }) => own.name,
  DESCRIPTION: ({ own }) => own.description,
  VERIZON_BI_PLAN_ID: ({ own }) => own.verizonBiPlanId,
  SIM_TYPE: ({ own }) => own.simType,
  EID: ({ own }) => own.eid,
  DEVICE: ({ wire }) => wire.deviceName,
  DEVICE_GROUP: ({ wire }) => wire.corpDescription,
};
