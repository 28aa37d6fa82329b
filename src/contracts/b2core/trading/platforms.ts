import type { StoredObject } from '../../../../schemas/b2core/objects.js';
import {
  PlatformGroupMetrics,
  PlatformMetrics,
} from '../../../../schemas/b2core/trading/metrics.js';
import {
  Diagnostics,
  Driver,
  Platform,
  PlatformGroup,
} from '../../../../schemas/b2core/trading/platforms.js';
import type { Operation, UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import type { AnyCollection } from '../../../store/documents/collection.js';
import * as collections from '../collections.js';
import { tradeFigures, tradesOf } from '../resources/metrics.js';
import { deleteWhere } from '../resources/object-collection.js';
import { plainResource } from '../resources/plain-resource.js';
import { diagnose } from './diagnostics.js';

const page = 'platforms';

const platform = plainResource({
  schemas: Platform,
  collection: collections.platforms,
  url: '/platforms',
  page,
  columns: ['name', 'provider', 'environment', 'address', 'minPositionLifetime', 'platformId'],
  nameFields: ['name'],
  unique: ['name'],
  validate: validateEnvironment,
  dependents: [[collections.platformGroups, 'platformId', 'platform groups']],
  afterDelete({ sandbox }, { platformId }) {
    deleteWhere(sandbox, collections.drivers, { platformId });
  },
  figures: {
    segment: 'metrics',
    model: PlatformMetrics,
    compute: (sandbox, { platformId }) => {
      const countOf = (target: AnyCollection) =>
        sandbox.documents(target).count({ where: { platformId } });
      return {
        platformId,
        numberOfGroups: countOf(collections.platformGroups),
        numberOfDrivers: countOf(collections.drivers),
        numberOfAccounts: countOf(collections.accounts),
        numberOfSymbols: countOf(collections.symbols),
        ...tradeFigures(tradesOf(sandbox, 'platformId', platformId)),
      };
    },
  },
});

const groups = plainResource({
  schemas: PlatformGroup,
  collection: collections.platformGroups,
  url: '/platforms/groups',
  page,
  columns: ['name', 'platformId', 'currency', 'environment', 'enabled', 'platformGroupId'],
  nameFields: ['name'],
  // The groups are those of the trading server: the vendor lists no operation that adds or deletes one.
  methods: ['list', 'read', 'update'],
  references: { platformId: [collections.platforms, 'platform'] },
  figures: {
    segment: 'metrics',
    model: PlatformGroupMetrics,
    compute: (sandbox, { platformGroupId }) => {
      const countOf = (target: AnyCollection) =>
        sandbox.documents(target).count({ where: { platformGroupId } });
      return {
        platformGroupId,
        numberOfAccounts: countOf(collections.accounts),
        numberOfSymbols: countOf(collections.symbols),
        ...tradeFigures(tradesOf(sandbox, 'platformGroupId', platformGroupId)),
      };
    },
  },
});

const drivers = plainResource({
  schemas: Driver,
  collection: collections.drivers,
  url: '/platforms/:platformId/drivers',
  page,
  columns: ['name', 'platformId', 'enabled', 'timeout', 'driverId'],
  nameFields: ['name'],
  parent: platform,
  unique: ['name'],
  figures: {
    segment: 'diagnostics',
    description:
      'Checks the driver and its platform as they are stored: there is no trading server to connect to.',
    model: Diagnostics,
    compute: diagnose,
  },
});

/** How the control plane reads and writes platforms. */
export const platformRules = [platform.rules, groups.rules, drivers.rules];

/** Trading servers with their drivers and groups of accounts. */
export const platforms: readonly Operation[] = [
  ...platform.operations,
  ...groups.operations,
  ...drivers.operations,
];

/** Reports another environment for a platform with groups, because they and their accounts are of the same one. */
function validateEnvironment(
  { sandbox, body: { environment } }: UnvalidatedRequest,
  before: StoredObject<typeof Platform> | undefined,
): FieldError[] {
  if (!before || environment === undefined || environment === before.environment) return [];
  const where = { platformId: before.platformId };
  if (sandbox.documents(collections.platformGroups).count({ where }) === 0) return [];
  return fieldError('environment', `must stay ${before.environment}, as the platform has groups`);
}
