import { createHmac } from 'node:crypto';

/** What an opaque key stands for. */
export interface ApiKey {
  /** The number of the user whose key it is. */
  readonly user: number;
  /** The number of the role that it has in place of its user's; 0 for the user's own. */
  readonly role: number;
  /** Seconds since 1970; left out for never. */
  readonly expires?: number;
  /** The sandbox that it was made for, which stands before the key: `NAME.KEY`. */
  readonly sandbox?: string;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Digits that any 22 bytes fit in. */
const length = 30;
const keyPattern = /^(?:([a-z0-9][a-z0-9-]{0,62})\.)?([0-9A-Za-z]{30})$/;

/** Writes a key: letters and digits that mean nothing to their reader, and that nobody without the secret can make up. */
export function encodeApiKey(said: ApiKey, secret: string): string {
  const bytes = Buffer.alloc(22);
  bytes.writeUInt32BE(said.user, 0);
  bytes.writeUInt8(said.role, 4);
  bytes.writeUIntBE(said.expires ?? 0, 5, 5);
  sign(bytes, said.sandbox, secret).copy(bytes, 10);
  // What is said would be plain to see, and alike from key to key: it is covered by its own seal.
  obfuscate(bytes, secret);
  let number = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let place = 0; place < length; place++) {
    text = `${base62[Number(number % 62n)]}${text}`;
    number /= 62n;
  }
  return said.sandbox ? `${said.sandbox}.${text}` : text;
}

/** What a key says; undefined for a key that was not made with this secret. */
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
  const said = createHmac('sha256', secret)
    .update(bytes.subarray(0, 10))
    .update(sandbox ?? '');
  return said.digest().subarray(0, 12);
}

/** Covers what a key says with its seal, or uncovers it. */
function obfuscate(bytes: Buffer, secret: string): void {
  const mask = createHmac('sha256', secret).update('cover').update(bytes.subarray(10)).digest();
  for (let at = 0; at < 10; at++) bytes[at] = (bytes[at] ?? 0) ^ (mask[at] ?? 0);
}
