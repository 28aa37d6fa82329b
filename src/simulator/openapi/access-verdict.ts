import type { Access } from '../contract/access.js';
import { scopeDenial } from '../pipeline/authorize.js';

/** What the access rule of an operation says to a caller's scopes. */
export type ScopeVerdict =
  /** No token is needed. */
  | 'open'
  | 'allowed'
  /** The vendor allows only other scopes. */
  | 'not-allowed'
  /** The vendor denies a scope. */
  | 'denied'
  /** Understudy denies a scope that the vendor does not mention. */
  | 'chosen';

/** What the access rule of an operation says to a caller with these scopes. */
export function scopeVerdict(access: Access, scopes: readonly string[]): ScopeVerdict {
  if (access.open) return 'open';
  if (!scopeDenial(access, scopes)) return 'allowed';
  if (scopes.some((scope) => access.deny?.includes(scope))) return 'denied';
  return scopes.some((scope) => access.inferredDeny?.includes(scope)) ? 'chosen' : 'not-allowed';
}
