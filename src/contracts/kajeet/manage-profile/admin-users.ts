import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { users } from '../collections.js';
import { descendantGroupIds } from '../corp-tree.js';
import { accountIdOf, kajeetCaller } from '../identity.js';

const adminRoles = ['org_super', 'org_tech'] as const;

/** Lists the Master Admins and Admins of the caller's account, in all its device groups. */
export function listAdminUsers(request: ValidatedRequest<unknown, unknown, unknown>) {
  const corpId = descendantGroupIds(request.sandbox, accountIdOf(kajeetCaller(request)));
  return request.sandbox
    .documents(users)
    .all({ where: { corpId } })
    .filter(({ internal }) => internal.enabled && !internal.isClient)
    .flatMap(({ wire, internal }) => {
      const role = adminRoles.find((scope) => internal.scopes.includes(scope));
      return role ? [{ ...wire, role, corpId: internal.corpId }] : [];
    });
}
