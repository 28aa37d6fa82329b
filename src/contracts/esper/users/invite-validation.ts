import { inviteGroupRoles } from '../../../../schemas/esper/v2/invites.js';
import type { UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import { foldCase } from '../../../store/query/case-fold.js';
import { connections, users } from '../collections.js';
import { callingUser } from '../identity.js';
import { customRoleErrors } from '../roles/roles.js';
import { openInvites } from './open-invites.js';
import { asObject, validateGroups } from './validation.js';

/** Reports an address that is invited or a user already, and a profile that the tenant cannot give. */
export function validateInvite(request: UnvalidatedRequest): FieldError[] {
  const { sandbox, body, caller } = request;
  const { email, connection_id } = body;
  const profile = asObject(asObject(body.meta).profile);
  const { enterprise, groups, role } = profile;
  const own = callingUser({ caller }).profile.enterprise;
  const isOther = typeof enterprise === 'string' && enterprise.toLowerCase() !== own;
  const needsGroup = inviteGroupRoles.includes(String(role));
  const hasGroup = Array.isArray(groups) && groups.length > 0;
  const isUnknownConnection =
    typeof connection_id === 'string' && !sandbox.documents(connections).get(connection_id);
  return [
    ...(typeof email === 'string' ? takenEmail(request, email) : []),
    ...(isUnknownConnection
      ? fieldError('connection_id', 'must be the id of a connection of the tenant')
      : []),
    ...(isOther
      ? fieldError('meta/profile/enterprise', `must be ${own}, the enterprise of the key`)
      : []),
    ...(needsGroup && !hasGroup
      ? fieldError('meta/profile/groups', `must name a group, as the role is ${role}`)
      : []),
    ...validateGroups(sandbox, groups, 'meta/profile/groups'),
    ...customRoleErrors(request, 'meta/profile/authz_role_id', profile),
  ];
}

function takenEmail({ sandbox }: UnvalidatedRequest, email: string): FieldError[] {
  const where = { email: foldCase(email) };
  if (sandbox.documents(users).findOne({ where }))
    return fieldError('email', `must be unique; another user has ${JSON.stringify(email)}`);
  return openInvites(sandbox, where).length > 0
    ? fieldError('email', `must be unique; there is an open invite for ${JSON.stringify(email)}`)
    : [];
}
