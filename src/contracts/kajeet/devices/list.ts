import { Readable } from 'node:stream';
import type { CorpParams } from '../../../../schemas/kajeet/corps.js';
import type { Device, DeviceInternal } from '../../../../schemas/kajeet/devices/device.js';
import {
  type CsvColumn,
  type CustomizedColumn,
  type CustomizedListQuery,
  csvColumns,
  customizedColumns,
  type DeviceListQuery,
} from '../../../../schemas/kajeet/devices/list.js';
import type { BulkSelection } from '../../../../schemas/kajeet/devices/writes.js';
import type { KajeetSettings } from '../../../../schemas/kajeet/settings.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import type { Problem } from '../../../simulator/contract/problem.js';
import { listResponse } from '../../../simulator/contract/responses.js';
import { splitList } from '../../../simulator/validation/keywords.js';
import type { Field } from '../../../store/documents/collection.js';
import type { Order, Query } from '../../../store/query/query.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { columnBySortKey, devices, labels } from '../collections.js';
import { requireGroupIds } from '../corp-tree.js';
import { csv, csvResponse } from '../lists/csv.js';
import { noDevicesFound, resolveMdns } from './lookup.js';

/** The query of the device list and of a bulk selection, so that both find the same devices. */
function listQuery(
  groups: readonly string[],
  searchValue = '',
  labelIds: readonly number[] = [],
): Query {
  return {
    where: { corpId: groups },
    search: { in: ['core', 'more'], text: searchValue },
    tagged: labelIds.length > 0 ? { as: 'labelIds', any: labelIds } : undefined,
  };
}

/**
 * Converts a bulk selection to a query: all devices or those that match, plus the included, minus the excluded ones.
 * Throws a 404 problem for unknown MDNs.
 */
export function bulkQuery(
  request: ValidatedRequest<unknown, unknown, unknown>,
  groups: readonly string[],
  selection: BulkSelection,
): Query {
  const { selectAll, searchValue, labelIds = [], includedMdns = [], excludedMdns = [] } = selection;
  const include = resolveMdns(request, groups, includedMdns);
  const exclude = resolveMdns(request, groups, excludedMdns);
  if (selectAll) return { ...listQuery(groups), exclude };
  const hasFilter = Boolean(searchValue) || labelIds.length > 0;
  if (!hasFilter) return { where: { corpId: groups, key: include }, exclude };
  return { ...listQuery(groups, searchValue, labelIds), include, exclude };
}

/** A column of either list's CSV. */
type Column = CsvColumn | CustomizedColumn;

/** How many devices an export reads before it yields to the event loop. */
const sliceSize = 100;

/** A page of the matching devices or, with `export`, all of them as CSV. */
export function listDevices(request: ValidatedRequest<CorpParams, DeviceListQuery, unknown>) {
  const { query } = request;
  const labelIds = splitList(query.labelIds).map(Number);
  const found = listQuery(requireGroupIds(request), query.searchValue, labelIds);
  return query.export ? exportCsv(request, found, csvColumns) : devicePage(request, found);
}

/** The same for the devices of a bulk selection, with other column codes. */
export function customizedList(
  request: ValidatedRequest<CorpParams, CustomizedListQuery, BulkSelection>,
) {
  const found = bulkQuery(request, requireGroupIds(request), request.body);
  return request.query.export
    ? exportCsv(request, found, customizedColumns)
    : devicePage(request, found);
}

/** The query parameters of both lists. */
type ListParams = Pick<
  DeviceListQuery,
  'offset' | 'limit' | 'sort' | 'sortDir' | 'export' | 'columns'
>;

type ListRequest = ValidatedRequest<unknown, ListParams, unknown>;

/** One page of devices. */
function devicePage(request: ListRequest, found: Query) {
  const { offset, limit } = request.query;
  const page = request.sandbox.documents(devices).page(found, orderOf(request), offset, limit);
  return listResponse(page, {
    total: 'totalCount',
    items: 'devices',
    emptyProblem: () => emptyListProblem(request),
  });
}

function orderOf({ query }: ListRequest): Order {
  return { column: columnBySortKey[query.sort], descending: query.sortDir === 'DESC' };
}

/** The refusal of a list without devices, unless the setting `emptySearch` is 200. Public clients rely on its text. */
function emptyListProblem(request: ListRequest): Problem | undefined {
  if (request.sandbox.settings<KajeetSettings>('kajeet').emptySearch !== 404) return undefined;
  const { searchValue, labelIds } = request.query as Partial<DeviceListQuery>;
  const actual = [searchValue && `searchValue ${searchValue}`, labelIds && `labelIds ${labelIds}`];
  return noDevicesFound(
    request,
    actual.filter(Boolean).join(', ') || 'a group or a selection without devices',
  );
}

/**
 * All devices as CSV (RFC 4180): a header row of column codes, then a row per device. A sandbox that is reset or restored
 * meanwhile ends the export with an error, which closes the connection.
 */
async function exportCsv(request: ListRequest, found: Query, allColumns: readonly Column[]) {
  const { sandbox } = request;
  const requested = splitList(request.query.columns) as Column[];
  const columns = requested.length > 0 ? requested : allColumns;
  // Each field once: a caller may repeat a column a thousand times, which is more values than SQLite reads at a time.
  const fields = [...new Set(columns.map((column) => fieldByColumn[column]))];
  const slices = sandbox.documents(devices).slices(found, orderOf(request), fields, sliceSize);
  const first = await slices.next();
  const problem = first.done ? emptyListProblem(request) : undefined;
  if (problem) throw problem;
  const names = labelNames(sandbox);
  const readers = columns.map((column): ColumnReader => {
    const index = fields.indexOf(fieldByColumn[column]);
    const format = formatters[column];
    return (values) => (format ? format(values[index], names) : values[index]);
  });
  const chunks = csvChunks(columns, first.done ? [] : first.value, slices, readers);
  return csvResponse(Readable.from(chunks), 'devices.csv');
}

/** Reads a column from the fields of a device. */
type ColumnReader = (values: readonly unknown[]) => unknown;

async function* csvChunks(
  columns: readonly Column[],
  first: unknown[][],
  slices: AsyncIterable<unknown[][]>,
  readers: readonly ColumnReader[],
) {
  const rows = (slice: unknown[][]) =>
    csv(slice.map((values) => readers.map((read) => read(values))));
  yield csv([columns]) + rows(first);
  for await (const slice of slices) yield rows(slice);
}

function labelNames(sandbox: Sandbox): ReadonlyMap<number, string> {
  return new Map(
    sandbox
      .documents(labels)
      .all({})
      .map(({ wire }) => [wire.id, wire.name]),
  );
}

/** The field of each CSV column. */
const fieldByColumn: Readonly<Record<Column, Field<Device, DeviceInternal>>> = {
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

/** Formats the fields that a CSV does not show as they are stored. */
const formatters: Partial<
  Readonly<Record<Column, (value: unknown, labels: ReadonlyMap<number, string>) => string>>
> = {
  SUMMER_STATUS: (isUsed) => (isUsed ? 'Summer use' : 'No summer use'),
  LABELS: (ids, names) => (ids as number[]).map((id) => names.get(id) ?? id).join('; '),
};
