import type { StoredObject } from '../../../../schemas/b2core/objects.js';
import { Relation } from '../../../../schemas/b2core/partners/relations.js';
import type { Operation, UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { relations as collection, profiles } from '../collections.js';
import { plainResource } from '../resources/plain-resource.js';
import { findUser, parentIdOf } from './users.js';

const relation = plainResource({
  schemas: Relation,
  collection,
  url: '/relations',
  page: 'relations',
  columns: ['childUserId', 'parentUserId', 'createTime', 'relationId'],
  nameFields: ['childUserId'],
  references: {
    childUserId: [profiles, 'user'],
    parentUserId: [profiles, 'user'],
  },
  unique: ['childUserId'],
  validate: validateTree,
  present: ({ sandbox }, { wire }) => ({
    ...wire,
    childUser: findUser(sandbox, wire.childUserId) ?? null,
    parentUser: findUser(sandbox, wire.parentUserId) ?? null,
  }),
});

/** How the control plane reads and writes relations. */
export const relationRules = [relation.rules];

/** Relations between partners and whom they have brought. */
export const relations: readonly Operation[] = relation.operations;

/** Reports a parent that is the child itself or below it: relations are a forest. */
function validateTree(
  { sandbox, body }: UnvalidatedRequest,
  before: StoredObject<typeof Relation> | undefined,
): FieldError[] {
  const { childUserId = before?.childUserId, parentUserId = before?.parentUserId } = body;
  if (typeof childUserId !== 'string' || typeof parentUserId !== 'string') return [];
  if (childUserId === parentUserId)
    return fieldError('parentUserId', 'must be another user than childUserId');
  if (!isBelow(sandbox, parentUserId, childUserId)) return [];
  return fieldError('parentUserId', `must not be below the user ${childUserId} in the relations`);
}

/** Whether a user is below another one. Imported relations may have cycles. */
function isBelow(sandbox: Sandbox, userId: string, ancestorId: string): boolean {
  const seen = new Set<string>();
  for (let parent = parentIdOf(sandbox, userId); parent; parent = parentIdOf(sandbox, parent)) {
    if (parent === ancestorId) return true;
    if (seen.has(parent)) return false;
    seen.add(parent);
  }
  return false;
}
