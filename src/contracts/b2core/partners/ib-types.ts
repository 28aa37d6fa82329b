import type { StoredObject } from '../../../../schemas/b2core/objects.js';
import {
  IbType,
  IbTypeMetrics,
  Level,
  Resource,
  Tier,
} from '../../../../schemas/b2core/partners/ib-types.js';
import { formatDecimal, sumDecimals } from '../../../lib/calculation/decimal.js';
import type { Operation, UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import * as collections from '../collections.js';
import { deleteWhere } from '../resources/object-collection.js';
import { plainResource } from '../resources/plain-resource.js';

const page = 'ib-types';

const ibType = plainResource({
  schemas: IbType,
  collection: collections.ibTypes,
  url: '/groups',
  page,
  columns: [
    'name',
    'description',
    'paymentCurrencyCode',
    'paymentInterval',
    'registration',
    'approval',
    'groupId',
  ],
  nameFields: ['name'],
  unique: ['name'],
  validate: validateIbType,
  dependents: [
    [collections.users, 'groupId', 'partners'],
    [collections.payments, 'paymentPreferencesGroupId', 'payments'],
    [collections.paymentPlans, 'groupId', 'payment plans'],
  ],
  // Levels, tiers and resources exist only inside their IB type.
  afterDelete({ sandbox }, { groupId }) {
    for (const parts of [collections.levels, collections.tiers, collections.resources])
      deleteWhere(sandbox, parts, { groupId });
  },
  figures: {
    segment: 'metrics',
    model: IbTypeMetrics,
    compute: ibTypeFigures,
  },
});

const levels = plainResource({
  schemas: Level,
  collection: collections.levels,
  url: '/groups/:groupId/levels',
  page,
  columns: ['groupId', 'level', 'ratio', 'levelId'],
  nameFields: ['groupId', 'level'],
  parent: ibType,
  unique: ['level'],
});

const tiers = plainResource({
  schemas: Tier,
  collection: collections.tiers,
  url: '/groups/:groupId/tiers',
  page,
  columns: ['name', 'groupId', 'volume', 'ratio', 'tierId'],
  nameFields: ['groupId', 'name'],
  parent: ibType,
  unique: ['name'],
});

const resources = plainResource({
  schemas: Resource,
  collection: collections.resources,
  url: '/groups/:groupId/resources',
  page,
  columns: ['name', 'groupId', 'url', 'resourceId'],
  nameFields: ['name'],
  parent: ibType,
});

/** How the control plane reads and writes IB types. */
export const ibTypeRules = [ibType.rules, levels.rules, tiers.rules, resources.rules];

/** IB types with their levels, tiers and resources. */
export const ibTypes: readonly Operation[] = [
  ...ibType.operations,
  ...levels.operations,
  ...tiers.operations,
  ...resources.operations,
];

function ibTypeFigures(
  sandbox: Sandbox,
  { groupId, paymentCurrencyCode }: StoredObject<typeof IbType>,
) {
  const partners = sandbox.documents(collections.users).keys({ where: { groupId } });
  const payments = sandbox
    .documents(collections.payments)
    .all(
      { where: { paymentPreferencesGroupId: groupId } },
      { column: 'createTime', descending: true },
    )
    .map(({ wire }) => wire);
  const amountIn = (state: string) => {
    const own = payments.filter(({ paymentState }) => paymentState === state);
    return formatDecimal(sumDecimals(own.map(({ paymentAmount }) => paymentAmount)));
  };
  return {
    groupId,
    numberOfUsers: partners.length,
    numberOfClients: sandbox
      .documents(collections.relations)
      .count({ where: { parentUserId: partners } }),
    numberOfPayments: payments.length,
    paymentCurrencyCode,
    pendingAmount: amountIn('pending'),
    doneAmount: amountIn('done'),
    cancelledAmount: amountIn('cancelled'),
    lastPaymentTime: payments[0]?.createTime ?? null,
  };
}

/** Reports an approval that the registration rules out, and another currency than existing payments have. */
function validateIbType(
  { sandbox, body }: UnvalidatedRequest,
  before: StoredObject<typeof IbType> | undefined,
): FieldError[] {
  const { registration = before?.registration ?? 'private', approval = before?.approval } = body;
  const isOpen = registration === 'public' || registration === 'restricted';
  const { paymentCurrencyCode: currency } = body;
  const where = { paymentPreferencesGroupId: before?.groupId ?? null };
  const isChanged = before && currency !== undefined && currency !== before.paymentCurrencyCode;
  return [
    ...(approval === true && !isOpen
      ? fieldError('approval', 'must be false unless the registration is public or restricted')
      : []),
    ...(isChanged && sandbox.documents(collections.payments).count({ where }) > 0
      ? fieldError(
          'paymentCurrencyCode',
          `must stay ${before.paymentCurrencyCode}, as there are payments`,
        )
      : []),
  ];
}
