import type { User } from '../../../../schemas/esper/users.js';
import type { AuthnUser } from '../../../../schemas/esper/v2/users.js';

/** A user as the authentication service sees it; undefined for one whom it does not know. */
export function toAuthnUser({ email, full_name, profile }: User): AuthnUser | undefined {
  const { authn_user_id, authn_connection_id, enterprise, created_on, updated_on } = profile;
  if (authn_user_id === null) return undefined;
  return {
    user_id: authn_user_id,
    tenant_id: enterprise,
    partner_id: null,
    email,
    name: full_name || email,
    connection_id: authn_connection_id,
    created_at: created_on,
    updated_at: updated_on,
  };
}
