import { createHash, scryptSync, timingSafeEqual } from 'node:crypto';
import type { PasswordProof, User, UserOwn } from '../../../../schemas/kajeet/users.js';
import { seededPassword } from '../../../../seeds/world/world.js';
import type { FieldError } from '../../../simulator/contract/problem.js';
import type { StoredDocument } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';

const hashLength = 32;
/** A few milliseconds a password: this is a simulator, and its seeded passwords are public. */
const cost = { N: 2048, r: 8, p: 1 };

/** True when this is the user's password. */
export function verifyPassword(
  given: string,
  { wire, internal }: StoredDocument<User, UserOwn>,
): boolean {
  if (!('derived' in internal.password)) return verifyHash(given, internal.password);
  return same(Buffer.from(given), Buffer.from(seededPassword(wire.username)));
}

/** What is kept of a secret that a caller chose: enough to know it again, and nothing of the secret. */
export function hashSecret(
  secret: string,
  sandbox: Sandbox,
): Exclude<PasswordProof, { derived: true }> {
  const salt = createHash('sha256')
    .update(`salt ${sandbox.nextSequence('salt')}`)
    .digest('hex')
    .slice(0, 32);
  return { salt, scrypt: scryptSync(secret, salt, hashLength, cost).toString('hex') };
}

/** The faults of a new password and its confirmation. */
export function validateConfirmation(newPassword: unknown, confirmPassword: unknown): FieldError[] {
  if (newPassword === confirmPassword) return [];
  return [{ in: 'body', at: '/confirmPassword', message: 'must be the same as newPassword' }];
}

function verifyHash(
  given: string,
  { salt, scrypt }: Exclude<PasswordProof, { derived: true }>,
): boolean {
  return same(scryptSync(given, salt, hashLength, cost), Buffer.from(scrypt, 'hex'));
}

function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
