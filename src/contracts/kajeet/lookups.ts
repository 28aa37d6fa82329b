import type { ReadRequest } from '../../simulator/contract.js';
import { users } from './collections.js';
import { groupsBelow } from './corps.js';
import { accountOf, me } from './identity.js';

const administrators = ['org_super', 'org_tech'] as const;

/** The Master Admins and Admins of the caller's account, at any of its groups. */
export function adminUsers(request: ReadRequest<unknown, unknown, unknown>) {
  const corpId = groupsBelow(request.sandbox, accountOf(me(request)));
  return request.sandbox
    .documents(users)
    .all({ where: { corpId } })
    .filter(({ own }) => own.enabled && !own.isClient)
    .flatMap(({ wire, own }) => {
      const role = administrators.find((each) => own.scopes.includes(each));
      return role ? [{ ...wire, role, corpId: own.corpId }] : [];
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
