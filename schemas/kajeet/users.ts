/** Every scope that the documents name; the first group stands alone, `aux_` scopes are added to one of them. */
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

/** How a password is known: a seeded one can be derived by anyone, one that a caller chose is only a hash. */
export type PasswordProof =
  | { readonly derived: true }
  | { readonly salt: string; readonly scrypt: string };

/** A user of Sentinel. */
export interface User {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

/** What of a user no answer shows. */
export interface UserOwn {
  readonly corpId: string;
  readonly scopes: readonly string[];
  readonly enabled: boolean;
  readonly password: PasswordProof;
  /** A trusted client rather than a person: it gets its tokens by auth/clientToken. */
  readonly isClient?: boolean;
  readonly secretQuestionId?: number;
  readonly secretAnswer?: PasswordProof;
  /** When the user accepted the terms, by the sandbox's clock. */
  readonly acceptedTermsAt?: string;
  /** The persona that stands for this user, when one does. */
  readonly persona?: string;
  readonly purpose?: string;
}
