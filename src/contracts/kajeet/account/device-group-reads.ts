import type {
  DeviceGroup,
  DeviceGroupNode,
  GroupColumn,
  GroupSortKey,
  ListDeviceGroupsByFeatureQuery,
  ListDeviceGroupsQuery,
} from '../../../../schemas/kajeet/account/device-groups.js';
import type { Corp } from '../../../../schemas/kajeet/corps.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { logos } from '../account-collections.js';
import { corps } from '../collections.js';
import { descendantCorps, hasFeature } from '../corp-tree.js';
import { kajeetCaller } from '../identity.js';
import { listRows } from '../lists/rows.js';

type ReadRequest<Query> = ValidatedRequest<unknown, Query, unknown>;

const sortFields: Readonly<Record<GroupSortKey, keyof DeviceGroup>> = {
  DESCRIPTION: 'description',
  PARENTCORPID: 'parentCorpId',
  CITY: 'city',
  STATE: 'state',
  ZIP: 'zip',
  DAILY_LIMIT: 'dailyLimit',
  MONTHLY_LIMIT: 'monthlyLimit',
};

const columns: Readonly<Record<GroupColumn, (group: DeviceGroup) => unknown>> = {
  DESCRIPTION: ({ description }) => description,
  PARENT_CORP_DESCRIPTION: ({ parentCorpDescription }) => parentCorpDescription,
  CITY: ({ city }) => city,
  STATE: ({ state }) => state,
  ZIP: ({ zip }) => zip,
  MONTHLY_LIMIT: ({ monthlyLimit }) => monthlyLimit,
  DAILY_LIMIT: ({ dailyLimit }) => dailyLimit,
};

/** A page of the device groups below the caller's, or all of them as CSV. */
export function listDeviceGroups(request: ReadRequest<ListDeviceGroupsQuery>) {
  return listRows(request.query, {
    rows: childGroups(request).map((corp) => presentGroup(request.sandbox, corp)),
    name: 'deviceGroups',
    key: ({ corpId }) => corpId,
    sortBy: (group) => group[sortFields[request.query.sort]],
    texts: (group) => [
      group.description,
      group.parentCorpDescription,
      group.state,
      group.street,
      group.city,
      group.zip,
    ],
    columns,
  });
}

/** The device groups below the caller's that have access to a feature, by corp id. */
export function listDeviceGroupsByFeature(
  request: ReadRequest<ListDeviceGroupsByFeatureQuery>,
): DeviceGroup[] {
  const { sandbox, query } = request;
  return childGroups(request)
    .filter((corp) => hasFeature(sandbox, corp, query.feature))
    .map((corp) => presentGroup(sandbox, corp));
}

/** The caller's device group with all groups below it, as a tree. */
export function readHierarchy(request: ReadRequest<unknown>): DeviceGroupNode {
  const { corp } = kajeetCaller(request);
  const nodes = new Map<string, DeviceGroupNode>();
  const below = [...descendantCorps(request.sandbox, corp.corpId)];
  below.sort((a, b) => a.path.length - b.path.length);
  for (const { corpId, description, parentCorpId } of below) {
    const node: DeviceGroupNode = { corpId, description, children: [] };
    nodes.set(corpId, node);
    if (corpId !== corp.corpId) nodes.get(parentCorpId ?? '')?.children.push(node);
  }
  return nodes.get(corp.corpId) ?? { ...corp, children: [] };
}

/** A device group as responses show it. */
export function presentGroup(sandbox: Sandbox, corp: Corp): DeviceGroup {
  const { corpId, description, parentCorpId } = corp;
  const { street = '', city = '', state = '', zip = '', dailyLimit, monthlyLimit } = corp;
  const parent = parentCorpId ? sandbox.documents(corps).get(parentCorpId)?.wire : undefined;
  return {
    corpId,
    description,
    parentCorpId,
    parentCorpDescription: parent?.description ?? null,
    street,
    city,
    state,
    zip,
    dailyLimit: dailyLimit ?? null,
    monthlyLimit: monthlyLimit ?? null,
    logoImage: sandbox.documents(logos).get(corpId)?.wire.logoImage ?? null,
  };
}

function childGroups(request: ReadRequest<unknown>): readonly Corp[] {
  const { corp } = kajeetCaller(request);
  return descendantCorps(request.sandbox, corp.corpId).filter(
    ({ corpId }) => corpId !== corp.corpId,
  );
}
