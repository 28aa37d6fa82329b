import { createHash } from 'node:crypto';
import { luhnDigit } from './luhn.js';

/**
 * Maps a number below `size[0] * size[1]` to another one that looks random. No two numbers are mapped to the same one: each step
 * changes one part of the number by a hash of the other. Larger numbers wrap around.
 */
export function permute(index: number, [high, low]: readonly [number, number]): number {
  let [upper, lower] = [Math.floor(index / low) % high, index % low];
  for (let round = 1; round <= 3; round++) {
    upper = (upper + hash(lower, round)) % high;
    lower = (lower + hash(upper, -round)) % low;
  }
  return upper * low + lower;
}

/** The finalizer of MurmurHash3. */
function hash(value: number, salt: number): number {
  let bits = Math.imul(value ^ (salt * 0x9e3779b1), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** Exchanges that carriers assign: neither service codes such as 911 nor 555, which belongs to directories and films. */
const exchanges = Array.from({ length: 800 }, (_, i) => String(200 + i)).filter(
  (code) => !code.endsWith('11') && code !== '555',
);
const lineNumbers = 10_000;

/** The `index`th MDN of an area code: ten digits, valid in the North American Numbering Plan, without repetition. */
export function mdn(areaCode: string, index: number): string {
  const number = permute(index, [lineNumbers, exchanges.length]);
  const exchange = exchanges[number % exchanges.length];
  const line = Math.floor(number / exchanges.length);
  return `${areaCode}${exchange}${String(line).padStart(4, '0')}`;
}

/** Formats an MDN with dashes, such as 521-267-1508. */
export function formatMdn(digits: string): string {
  return `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`;
}

/** The `index`th IMEI of a type allocation code (8 digits): 15 digits with a correct check digit. A million do not repeat. */
export function imei(typeAllocation: string, index: number): string {
  const body = `${typeAllocation}${String(permute(index, [1000, 1000])).padStart(6, '0')}`;
  return `${body}${luhnDigit(body)}`;
}

/** An ICCID with the seven digits of its issuer: 20 digits with a correct check digit. */
export function iccid(issuer: string, index: number): string {
  const body = `${issuer}${String(permute(index, [10 ** 6, 10 ** 6])).padStart(12, '0')}`;
  return `${body}${luhnDigit(body)}`;
}

/** The `index`th MAC address of a maker, whose prefix has three bytes. */
export function macAddress(prefix: string, index: number): string {
  const hex = permute(index, [0x1000, 0x1000]).toString(16).padStart(6, '0').toUpperCase();
  return `${prefix}:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`;
}

/** An EID of 32 digits. As SGP.02 requires, the last two make the number 1 modulo 97. */
export function eid(index: number): string {
  const body = `89049032${String(permute(index, [10 ** 7, 10 ** 8])).padStart(22, '0')}`;
  const check = 98n - ((BigInt(body) * 100n) % 97n);
  return `${body}${String(check).padStart(2, '0')}`;
}

/** The machine of the vendor's sample. */
const objectIdMachine = '72f002519c';

/**
 * Twelve bytes in hex: the seconds since 1970, which wrap around in 2106, the machine bytes of the vendor's sample and
 * `number`.
 */
export function objectId(seconds: number, number: number): string {
  return `${hex(seconds % 2 ** 32, 8)}${objectIdMachine}${hex(number, 6)}`;
}

/** The number in an identifier of `objectId`; 0 for any other identifier. */
export function numberOfObjectId(id: string): number {
  if (!id.startsWith(objectIdMachine, 8)) return 0;
  const number = Number(`0x${id.slice(8 + objectIdMachine.length)}`);
  return Number.isFinite(number) ? number : 0;
}

function hex(number: number, digits: number): string {
  return Math.floor(number).toString(16).padStart(digits, '0');
}

/** A UUID in the form of version 5, derived from a name. */
export function uuidOf(name: string): string {
  const bytes = createHash('sha1').update(`understudy ${name}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
