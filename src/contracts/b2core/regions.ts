import { Type } from '@sinclair/typebox';
import { Region, RegionParams, RegionsQuery } from '../../../schemas/b2core/countries.js';
import { ref } from '../../../schemas/evidence.js';
import { anyScope } from '../../simulator/access.js';
import { type Operation, operation } from '../../simulator/contract.js';
import { notFound } from '../../simulator/problem.js';
import { regions as collection } from './collections.js';
import { page } from './evidence.js';
import { anyCase, exactly, type Listing, list, unknownParameters } from './lists.js';

const evidence = page('geographic-regions');

const listing: Listing<Region, Record<string, never>> = {
  of: collection,
  sorts: { regionId: 'key' },
  filters: {
    regionName: anyCase('regionName'),
    name: anyCase('regionName'),
    regionNumericCode: exactly('numericCode'),
    regionParentId: exactly('parentRegionId'),
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
    check: unknownParameters,
    handler: (request) => list(request, listing).map(({ wire }) => wire),
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
