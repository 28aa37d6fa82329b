import { createHmac } from 'node:crypto';

/** The content of an opaque API key. */
export interface ApiKey {
  /** The number of the user. */
  readonly user: number;
  /** The number of the role that replaces the user's; 0 for the user's own role. */
  readonly role: number;
  /** Seconds since 1970; left out for a key that never expires. */
  readonly expires?: number;
  /** The sandbox that the key was issued for. It precedes the key: `NAME.KEY`. */
  readonly sandbox?: string;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The number of base-62 digits that any 22 bytes fit in. */
const length = 30;
const keyPattern = /^(?:([a-z0-9][a-z0-9-]{0,62})\.)?([0-9A-Za-z]{30})$/;

/** Encodes a key as letters and digits. Only the holder of the secret can read or create one. */
export function encodeApiKey(content: ApiKey, secret: string): string {
  const bytes = Buffer.alloc(22);
  bytes.writeUInt32BE(content.user, 0);
  bytes.writeUInt8(content.role, 4);
  bytes.writeUIntBE(content.expires ?? 0, 5, 5);
  sign(bytes, content.sandbox, secret).copy(bytes, 10);
  // The content would be legible and similar from key to key, so it is masked with bytes derived from its signature.
  obfuscate(bytes, secret);
  let number = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let place = 0; place < length; place++) {
    text = `${base62[Number(number % 62n)]}${text}`;
    number /= 62n;
  }
  return content.sandbox ? `${content.sandbox}.${text}` : text;
}

/** Decodes a key; undefined for a key that was not created with this secret. */
export function decodeApiKey(key: string, secret: string): ApiKey | undefined {
  const [, sandbox, text] = keyPattern.exec(key) ?? [];
  if (!text) return undefined;
  const number = [...text].reduce((sum, digit) => sum * 62n + BigInt(base62.indexOf(digit)), 0n);
  const hex = number.toString(16).padStart(44, '0');
  if (hex.length > 44) return undefined;
  const bytes = Buffer.from(hex, 'hex');
  obfuscate(bytes, secret);
  if (!sign(bytes, sandbox, secret).equals(bytes.subarray(10))) return undefined;
  const expires = bytes.readUIntBE(5, 5);
  return {
    user: bytes.readUInt32BE(0),
    role: bytes.readUInt8(4),
    ...(expires ? { expires } : {}),
    ...(sandbox ? { sandbox } : {}),
  };
}

function sign(bytes: Buffer, sandbox: string | undefined, secret: string): Buffer {
  const signature = createHmac('sha256', secret)
    .update(bytes.subarray(0, 10))
    .update(sandbox ?? '');
  return signature.digest().subarray(0, 12);
}

/** Masks the content of a key with bytes derived from its signature. A second call restores the content. */
function obfuscate(bytes: Buffer, secret: string): void {
  const mask = createHmac('sha256', secret).update('cover').update(bytes.subarray(10)).digest();
  for (let at = 0; at < 10; at++) bytes[at] = (bytes[at] ?? 0) ^ (mask[at] ?? 0);
}
