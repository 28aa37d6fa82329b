import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `usk_NAME_SECRET`: the key carries the name of its sandbox. */
const keyPattern = /^usk_([a-z0-9][a-z0-9-]{0,62})_[\w-]{43}$/;

/** Creates a key of a sandbox. It is shown once; the sandbox stores its hash. */
export function createSandboxKey(sandbox: string): string {
  return `usk_${sandbox}_${randomBytes(32).toString('base64url')}`;
}

/** The hash of a key. A key is random, so that a hash without a salt reveals nothing. */
export function hashSandboxKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

/** The sandbox that a text claims to be a key of; undefined for any other text. */
export function sandboxOfKey(key: string): string | undefined {
  return key.startsWith('usk_') ? keyPattern.exec(key)?.[1] : undefined;
}

/** Whether a key has a hash. Takes the same time for every key. */
export function isSandboxKey(key: string, hash: string): boolean {
  const [one, other] = [hashSandboxKey(key), hash].map((text) => Buffer.from(text));
  return one?.length === other?.length && timingSafeEqual(one as Buffer, other as Buffer);
}
