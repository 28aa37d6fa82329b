import { auxScopes, scopesByRank } from '../../../../schemas/kajeet/users.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { forbidden } from '../../../simulator/contract/problem.js';

type CallerRequest = Pick<ValidatedRequest<unknown, unknown, unknown>, 'caller'>;

/** The names of the roles. Master Admin and Admin are documented, some others known from a proof of concept. */
const roleNames: Readonly<Record<string, string>> = {
  org_super: 'Master Admin',
  org_kajeetmanaged: 'Kajeet Managed',
  org_tech: 'Admin',
  org_managerplus: 'Senior Manager',
  org_manager: 'Manager',
  org_support: 'Support User',
  org_user: 'Standard User',
  org_mediacenter: 'Media Center',
  readonly: 'Read Only',
};

/** The roles that the caller may give: its own and those of lower rank. */
export function listRoles(request: CallerRequest) {
  return rolesOf(request).map((code) => ({ code, name: roleNames[code] ?? code }));
}

/** The role among the scopes of a user: the one of the highest rank, or the first scope of a user without one. */
export function roleOf(scopes: readonly string[]): string {
  return scopesByRank.find((role) => scopes.includes(role)) ?? scopes[0] ?? '';
}

/** The scopes of a user besides the role. */
export function additionalScopesOf(scopes: readonly string[]): readonly string[] {
  return scopes.filter((scope) => auxScopes.some((aux) => aux === scope));
}

/** Throws a 403 problem if the caller may not give a role, or change or delete a user who has it. */
export function assertMayGive(request: CallerRequest, role: string): void {
  const roles = rolesOf(request);
  if (roles.includes(role) || !scopesByRank.includes(role)) return;
  const own = roleOf(request.caller.scopes);
  const actual = `${role} ranks above ${own}`;
  throw forbidden(`Only for users and roles of the caller's rank or below; ${actual}`, {
    rule: "Users and roles that rank above the caller's own are out of reach",
    evidence: 'inferred',
    actual,
    remedies: [`one of the roles that GET /v1.0/accountSettings/roles lists: ${roles.join(', ')}`],
  });
}

function rolesOf({ caller }: CallerRequest): readonly string[] {
  const rank = scopesByRank.findIndex((role) => caller.scopes.includes(role));
  return rank < 0 ? [] : scopesByRank.slice(rank);
}
