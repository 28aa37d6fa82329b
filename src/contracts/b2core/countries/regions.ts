import { Region, RegionParams, RegionsQuery } from '../../../../schemas/b2core/countries.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import { regions as collection } from '../collections.js';
import { referencePage } from '../evidence.js';
import { caseInsensitiveFilter, exactFilter } from '../resources/lists.js';
import { resource } from '../resources/resource.js';

const region = resource({
  collection,
  url: '/regions',
  id: 'regionId',
  nouns: ['region', 'regions'],
  params: RegionParams,
  model: Region,
  evidence: referencePage('geographic-regions'),
  filters: {
    regionName: caseInsensitiveFilter('regionName'),
    name: caseInsensitiveFilter('regionName'),
    regionNumericCode: exactFilter('numericCode'),
    regionParentId: exactFilter('parentRegionId'),
  },
});

/** Geographic regions. */
export const regions: readonly Operation[] = [
  region.list({
    operationId: 'listRegions',
    summary: 'List regions',
    querystring: RegionsQuery,
  }),
  region.read({ operationId: 'getRegion', summary: 'Read a region' }),
];
