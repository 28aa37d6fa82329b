import { Type } from '@sinclair/typebox';
import { ref } from '../../../../schemas/annotations.js';
import { Region, RegionParams, RegionsQuery } from '../../../../schemas/b2core/countries.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { notFound } from '../../../simulator/contract/problem.js';
import { regions as collection } from '../collections.js';
import { referencePage } from '../evidence.js';
import {
  caseInsensitiveFilter,
  exactFilter,
  type ListSpec,
  queryList,
  rejectUnknownParameters,
} from '../lists.js';

const evidence = referencePage('geographic-regions');

const listing: ListSpec<Region, Record<string, never>> = {
  of: collection,
  sorts: { regionId: 'key' },
  filters: {
    regionName: caseInsensitiveFilter('regionName'),
    name: caseInsensitiveFilter('regionName'),
    regionNumericCode: exactFilter('numericCode'),
    regionParentId: exactFilter('parentRegionId'),
  },
};

/** Geographic regions. */
export const regions: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/regions',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'listRegions',
      summary: 'List regions',
      querystring: RegionsQuery,
      response: { 200: Type.Array(ref(Region), { description: 'The regions' }) },
    },
    check: rejectUnknownParameters,
    handler: (request) => queryList(request, listing).map(({ wire }) => wire),
  }),
  operation({
    method: 'GET',
    url: '/regions/:regionId',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'getRegion',
      summary: 'Read a region',
      params: RegionParams,
      response: { 200: ref(Region) },
    },
    handler({ sandbox, params }) {
      const found = sandbox.documents(collection).get(params.regionId)?.wire;
      if (!found) throw notFound(`There is no region ${params.regionId}`);
      return found;
    },
  }),
];
