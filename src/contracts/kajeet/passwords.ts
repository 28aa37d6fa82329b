import { scryptSync, timingSafeEqual } from 'node:crypto';
import type { PasswordProof } from '../../../schemas/kajeet/users.js';
import { seededPassword } from '../../../seeds/world.js';

const hashLength = 32;

/** True when this is the user's password. */
export function isPassword(given: string, username: string, proof: PasswordProof): boolean {
  if ('derived' in proof) return same(Buffer.from(given), Buffer.from(seededPassword(username)));
  const hash = scryptSync(given, Buffer.from(proof.salt, 'hex'), hashLength);
  return same(hash, Buffer.from(proof.scrypt, 'hex'));
}

function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
