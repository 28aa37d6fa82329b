import type { EnterpriseV1 } from '../../../../schemas/esper/tenant/enterprise.js';
import { notFound } from '../../../simulator/contract/problem.js';
import type { ItemRequest } from '../../../simulator/resources/resource-store.js';
import { enterprises as collection } from '../collections.js';
import { callingUser } from '../identity.js';

/** The path parameter that names the enterprise. */
export const enterpriseParam = 'enterprise_id';

/** The enterprise that a path names, which must be that of the key: others are not known to exist. */
export const enterprises = {
  require(request: ItemRequest): void {
    const { [enterpriseParam]: id = '' } = request.params as Readonly<Record<string, string>>;
    if (id.toLowerCase() !== callingUser(request).profile.enterprise)
      throw notFound(`There is no enterprise ${id} that this key may use`);
  },
};

/** The enterprise of the caller. */
export function callersEnterprise({ sandbox, caller }: ItemRequest): EnterpriseV1 {
  const id = callingUser({ caller }).profile.enterprise;
  const found = sandbox.documents(collection).get(id);
  if (!found) throw notFound(`There is no enterprise ${id}`);
  return found.wire;
}
