import type { FastifyRequest } from 'fastify';
import { ref } from '../../../../schemas/annotations.js';
import {
  ReportParams,
  Tag,
  TagPage,
  TagParams,
  TagsQuery,
} from '../../../../schemas/esper/devices/reports.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { notFound } from '../../../simulator/contract/problem.js';
import { containsText } from '../../../store/query/case-fold.js';
import { devices } from '../collections.js';
import { devicesInGroups } from '../devices/reach.js';
import { supportTool as evidence } from '../evidence.js';
import { arrayPage } from '../paging.js';
import { enterprises } from '../tenant/lookup.js';

const url = '/enterprise/:enterprise_id/tags/';
const config = { access: anyScope, evidence, effect: 'read' } as const;

/** The tags of devices: there are those that a device has. */
export const tagOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    url,
    config,
    schema: {
      operationId: 'listTags',
      summary: 'List the tags of the tenant',
      description: 'The tags that devices have, in the order of their names.',
      params: ReportParams,
      querystring: TagsQuery,
      response: { 200: ref(TagPage) },
    },
    handler(request) {
      enterprises.require(request);
      const { ordering = 'name', search = '' } = request.query;
      const field = ordering.replace('-', '') as 'name' | 'device_count';
      const found = allTags(request)
        .filter(({ name }) => containsText(name, search))
        .sort((one, other) => compare(one[field], other[field]) || compare(one.name, other.name));
      return arrayPage(request, ordering.startsWith('-') ? found.reverse() : found, (tag) => tag);
    },
  }),
  operation({
    method: 'GET',
    url: `${url}:tag_id/`,
    config,
    schema: {
      operationId: 'getTag',
      summary: 'Read a tag',
      params: TagParams,
      response: { 200: ref(Tag) },
    },
    handler(request) {
      enterprises.require(request);
      const { tag_id } = request.params;
      const found = allTags(request).find(({ id }) => id === tag_id.toLowerCase());
      if (!found) throw notFound(`There is no tag ${tag_id}`);
      return found;
    },
  }),
];

/** The identifier of a tag. */
export function tagId(name: string): string {
  return uuidOf(`esper tag ${name}`);
}

/** The tags of the devices that the caller sees, each with the number of its devices. */
function allTags(request: Pick<FastifyRequest, 'sandbox' | 'caller'>): Tag[] {
  const where = devicesInGroups(request);
  const counts = new Map<string, number>();
  for (const { wire } of request.sandbox.documents(devices).all({ where }))
    for (const tag of new Set(wire.tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].map(([name, device_count]) => ({ id: tagId(name), name, device_count }));
}

function compare(one: string | number, other: string | number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
