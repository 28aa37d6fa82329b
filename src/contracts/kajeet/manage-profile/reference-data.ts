import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { users } from '../collections.js';
import { descendantGroupIds } from '../corps.js';
import { accountIdOf, kajeetCaller } from '../identity.js';

const administrators = ['org_super', 'org_tech'] as const;

/** The Master Admins and Admins of the caller's account, at any of its groups. */
export function adminUsers(request: ValidatedRequest<unknown, unknown, unknown>) {
  const corpId = descendantGroupIds(request.sandbox, accountIdOf(kajeetCaller(request)));
  return request.sandbox
    .documents(users)
    .all({ where: { corpId } })
    .filter(({ internal }) => internal.enabled && !internal.isClient)
    .flatMap(({ wire, internal }) => {
      const role = administrators.find((each) => internal.scopes.includes(each));
      return role ? [{ ...wire, role, corpId: internal.corpId }] : [];
    });
}

/** States, districts and territories of the United States, then the provinces of Canada. */
export async function provinces() {
  const { iso31662 } = await import('iso-3166');
  return ['US', 'CA'].flatMap((country) =>
    iso31662
      .filter(({ parent }) => parent === country)
      .map(({ code, name }) => ({ code: code.slice(3), name }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
  );
}

/** The time zones of the IANA database, as this Node.js knows them. */
export function timeZones() {
  return Intl.supportedValuesOf('timeZone').map((code) => ({
    code,
    name: code.replaceAll('_', ' '),
  }));
}
