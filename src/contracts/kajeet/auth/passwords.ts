import { createHash, scryptSync, timingSafeEqual } from 'node:crypto';
import type { PasswordProof } from '../../../../schemas/kajeet/users.js';
import { seededPassword } from '../../../../seeds/world/world.js';
import type { FieldError } from '../../../simulator/contract/problem.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import type { StoredUser } from '../collections.js';

type SecretHash = Exclude<PasswordProof, { derived: true }>;

const hashLength = 32;
/** Cheap on purpose, a few milliseconds per password: the seeded passwords are public anyway. */
const scryptCost = { N: 2048, r: 8, p: 1 };

/** Whether `password` is the user's password. */
export function verifyPassword(password: string, { wire, internal }: StoredUser): boolean {
  if (!('derived' in internal.password)) return verifyHash(password, internal.password);
  return isEqual(Buffer.from(password), Buffer.from(seededPassword(wire.username)));
}

/** Salts and hashes a secret. The salt comes from the sandbox's sequence, so that runs are repeatable. */
export function hashSecret(secret: string, sandbox: Sandbox): SecretHash {
  const salt = createHash('sha256')
    .update(`salt ${sandbox.sequences.next('salt')}`)
    .digest('hex')
    .slice(0, 32);
  return { salt, scrypt: scryptSync(secret, salt, hashLength, scryptCost).toString('hex') };
}

/**
 * The number of a password that ends all tokens of its user. It is higher than those of all users, so that the tokens of a
 * deleted user are not valid for another one of the same name.
 */
export function nextPasswordNumber(sandbox: Sandbox, current = 0): number {
  return Math.max(current + 1, sandbox.sequences.next('kajeet passwords'));
}

/** Checks that the confirmation equals the new password. */
export function validateConfirmation(newPassword: unknown, confirmPassword: unknown): FieldError[] {
  if (newPassword === confirmPassword) return [];
  return [{ in: 'body', at: '/confirmPassword', message: 'must be the same as newPassword' }];
}

function verifyHash(secret: string, { salt, scrypt }: SecretHash): boolean {
  return isEqual(scryptSync(secret, salt, hashLength, scryptCost), Buffer.from(scrypt, 'hex'));
}

/** Compares in constant time. */
function isEqual(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
