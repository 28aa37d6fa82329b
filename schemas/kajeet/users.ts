import { type Static, Type } from '@sinclair/typebox';
import { readonlyArray, stringEnum } from '../annotations.js';

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

/** The scopes by rank, the highest first. The vendor publishes no order; `loginAs` needs one. */
export const scopesByRank: readonly string[] = [
  'org_super',
  'org_kajeetmanaged',
  'org_tech',
  'org_managerplus',
  'org_manager',
  'org_support',
  'org_user',
  'org_mediacenter',
  'readonly',
] satisfies (typeof orgScopes)[number][];
export const auxScopes = ['aux_activation', 'aux_kemp_user'] as const;

/** The role of a token that may only set a new password. */
export const changePassword = 'CHANGE_PASSWORD';

export const allScopes: readonly string[] = [...orgScopes, ...auxScopes, changePassword];

const hex = Type.String({ pattern: '^([0-9a-f]{2})+$' });

/** What verifies a password: a seeded one is derived from the username, one set by a caller is stored as a hash. */
const PasswordProof = Type.Union([
  Type.Object({ derived: Type.Literal(true) }),
  Type.Object({ salt: hex, scrypt: hex }),
]);
export type PasswordProof = Static<typeof PasswordProof>;

/** A Sentinel user. */
export const User = Type.Object({
  username: Type.String({ minLength: 1 }),
  firstName: Type.String(),
  lastName: Type.String(),
  email: Type.String(),
});
export type User = Static<typeof User>;

/** Stored fields of a user that no response shows. */
export const UserInternal = Type.Object({
  corpId: Type.String(),
  scopes: readonlyArray(stringEnum(allScopes), { minItems: 1 }),
  enabled: Type.Boolean(),
  password: PasswordProof,
  /** Whether this is a trusted client, which gets its tokens from auth/clientToken. */
  isClient: Type.Optional(Type.Boolean()),
  /** A number that rises when the password is set after a reset. Tokens carry it, and those with a lower one are not valid. */
  passwordResets: Type.Optional(Type.Integer({ minimum: 1 })),
  /** A changed e-mail address that is not confirmed yet, with the fingerprint of the token that confirms it. */
  pendingEmail: Type.Optional(
    Type.Object({ email: Type.String(), token: Type.Optional(Type.String()) }),
  ),
  secretQuestionId: Type.Optional(Type.Integer()),
  secretAnswer: Type.Optional(PasswordProof),
  /** When the user accepted the terms, in the sandbox's time. */
  acceptedTermsAt: Type.Optional(Type.String()),
  /** The name of the persona that acts as this user. */
  persona: Type.Optional(Type.String()),
  purpose: Type.Optional(Type.String()),
});
export type UserInternal = Static<typeof UserInternal>;
