import { createHmac } from 'node:crypto';

/** A short hash of a secret that only the holder of the key can compute. */
export function fingerprint(secret: string, key: string): string {
  return createHmac('sha256', key).update(secret).digest('base64url').slice(0, 22);
}
