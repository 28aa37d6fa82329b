import { notFound } from '../../../simulator/contract/problem.js';
import type { ItemRequest } from '../../../simulator/resources/resource-store.js';
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
