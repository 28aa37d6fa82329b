/** The scopes that the vendor documents: a user has one of these and may have `aux_` scopes in addition. */
const orgScopes = [
  'org_super',
  'org_tech',
  'org_managerplus',
  'org_kajeetmanaged',
  'org_mediacenter',
  'org_manager',
  'org_support',
  'org_user',
  'readonly',
] as const;
export const auxScopes = ['aux_activation', 'aux_kemp_user'] as const;

/** The role of a token that may only set a new password. */
export const changePassword = 'CHANGE_PASSWORD';

export const allScopes: readonly string[] = [...orgScopes, ...auxScopes, changePassword];

/** What verifies a password: a seeded one is derived from the username, one set by a caller is stored as a hash. */
export type PasswordProof =
  | { readonly derived: true }
  | { readonly salt: string; readonly scrypt: string };

/** A Sentinel user. */
export interface User {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

/** Stored fields of a user that no response shows. */
export interface UserInternal {
  readonly corpId: string;
  readonly scopes: readonly string[];
  readonly enabled: boolean;
  readonly password: PasswordProof;
  /** Whether this is a trusted client, which gets its tokens from auth/clientToken. */
  readonly isClient?: boolean;
  readonly secretQuestionId?: number;
  readonly secretAnswer?: PasswordProof;
  /** When the user accepted the terms, in the sandbox's time. */
  readonly acceptedTermsAt?: string;
  /** The name of the persona that acts as this user. */
  readonly persona?: string;
  readonly purpose?: string;
}
