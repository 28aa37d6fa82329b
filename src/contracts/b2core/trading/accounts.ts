import type { StoredObject } from '../../../../schemas/b2core/objects.js';
import { Account } from '../../../../schemas/b2core/trading/accounts.js';
import { AccountMetrics } from '../../../../schemas/b2core/trading/metrics.js';
import { withBalance } from '../../../../seeds/b2core/index.js';
import { formatDecimal, sumDecimals } from '../../../lib/calculation/decimal.js';
import type { Operation, UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import * as collections from '../collections.js';
import { tradeFigures, tradesOf } from '../resources/metrics.js';
import { plainResource } from '../resources/plain-resource.js';

type StoredAccount = StoredObject<typeof Account>;

const page = 'accounts';

const account = plainResource({
  schemas: Account,
  collection: collections.accounts,
  url: '/accounts',
  page,
  columns: [
    'number',
    'profileId',
    'platformGroupId',
    'currency',
    'balance',
    'equity',
    'profit',
    'enabled',
    'archived',
    'type',
    'accountId',
  ],
  nameFields: ['number'],
  references: {
    profileId: [collections.profiles, 'profile'],
    platformGroupId: [collections.platformGroups, 'platform group'],
    platformId: [collections.platforms, 'platform'],
  },
  validate: validateAccount,
  derive: (item, sandbox) => withBalance(withPlatform(item, sandbox)),
  dependents: [
    [collections.trades, 'accountId', 'trades'],
    [collections.payments, 'accountId', 'payments'],
  ],
  figures: {
    segment: 'metrics',
    model: AccountMetrics,
    compute: accountFigures,
  },
});

/** How the control plane reads and writes accounts. */
export const accountRules = [account.rules];

/** Accounts of clients and partners. */
export const accounts: readonly Operation[] = account.operations;

function accountFigures(sandbox: Sandbox, { accountId }: StoredAccount) {
  const own = tradesOf(sandbox, 'accountId', accountId);
  const sum = (field: 'profit' | 'commission' | 'swap') =>
    formatDecimal(sumDecimals(own.map((trade) => trade[field])));
  return {
    accountId,
    numberOfPositions: new Set(own.map(({ positionId }) => positionId)).size,
    profit: sum('profit'),
    commission: sum('commission'),
    swap: sum('swap'),
    ...tradeFigures(own),
  };
}

/** An account on the platform of its group. */
function withPlatform(item: StoredAccount, sandbox: Sandbox): StoredAccount {
  const group = sandbox.documents(collections.platformGroups).get(item.platformGroupId)?.wire;
  if (!group) return item;
  return { ...item, platformId: group.platformId, environment: group.environment };
}

/** Fields that the trades of an account depend on. */
const fixedFields = ['platformGroupId', 'profileId', 'currency'] as const;

/** Reports fields that trades or payments keep from changing, a disabled group, and a number that another account of the platform has. */
function validateAccount(
  { sandbox, body }: UnvalidatedRequest,
  before: StoredAccount | undefined,
): FieldError[] {
  const groupId = body.platformGroupId ?? before?.platformGroupId;
  const group = sandbox.documents(collections.platformGroups).get(String(groupId))?.wire;
  const errors: FieldError[] = [];
  if (before && isInUse(sandbox, before.accountId)) {
    const changed = fixedFields.filter(
      (name) => body[name] !== undefined && body[name] !== before[name],
    );
    for (const name of changed)
      errors.push(
        ...fieldError(name, `must stay ${before[name]}, as the account has trades or payments`),
      );
  }
  if (group?.enabled === false && groupId !== before?.platformGroupId)
    errors.push(
      ...fieldError('platformGroupId', 'must be the identifier of an enabled platform group'),
    );
  const { number = before?.number } = body;
  if (!group || typeof number !== 'string') return errors;
  const where = { platformId: group.platformId, number: number.toLowerCase() };
  const others = sandbox.documents(collections.accounts).all({ where });
  if (others.some(({ wire }) => wire.accountId !== before?.accountId))
    errors.push(
      ...fieldError('number', `must be unique: another account of the platform has ${number}`),
    );
  return errors;
}

function isInUse(sandbox: Sandbox, accountId: string): boolean {
  return [collections.trades, collections.payments].some(
    (target) =>
      sandbox.documents(target as typeof collections.trades).count({ where: { accountId } }) > 0,
  );
}
