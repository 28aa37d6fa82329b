import { createHash } from 'node:crypto';
import { luhnDigit } from './luhn.js';

/** Maps `index` to a number below `size` in a random-looking order. Coprime `step` and `size` repeat no number. */
export function permute(index: number, size: number, step: number): number {
  return Number((BigInt(index) * BigInt(step) + 7919n) % BigInt(size));
}

const areaCodes = [
  '205',
  '212',
  '213',
  '216',
  '303',
  '304',
  '305',
  '312',
  '313',
  '315',
  '404',
  '412',
  '414',
  '415',
  '503',
  '504',
  '512',
  '513',
  '515',
  '518',
  '585',
  '602',
  '607',
  '612',
  '614',
  '615',
  '617',
  '703',
  '704',
  '713',
  '716',
  '718',
  '801',
  '804',
  '813',
  '816',
  '901',
  '904',
  '914',
  '917',
];
const exchanges = Array.from({ length: 800 }, (_, i) => String(200 + i)).filter(
  (code) => !code.endsWith('11'),
);
const lineNumbers = 10_000;

/** The `index`th MDN: ten digits, valid in the North American Numbering Plan, without repetition. */
export function mdn(index: number): string {
  const number = permute(index, areaCodes.length * exchanges.length * lineNumbers, 104_729_203);
  const area = areaCodes[number % areaCodes.length];
  const exchange = exchanges[Math.floor(number / areaCodes.length) % exchanges.length];
  const line = Math.floor(number / areaCodes.length / exchanges.length);
  return `${area}${exchange}${String(line).padStart(4, '0')}`;
}

/** Formats an MDN with dashes, such as 521-267-1508. */
export function formatMdn(digits: string): string {
  return `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`;
}

const typeAllocations = [
  '35573736',
  '35407611',
  '35291108',
  '86194703',
  '35889010',
  '35650510',
  '86073004',
  '35262411',
];

/** The `index`th IMEI: 15 digits with a correct check digit, without repetition. */
export function imei(index: number): string {
  const number = permute(index, typeAllocations.length * 1_000_000, 3_141_593);
  const serial = String(Math.floor(number / typeAllocations.length)).padStart(6, '0');
  const body = `${typeAllocations[number % typeAllocations.length]}${serial}`;
  return `${body}${luhnDigit(body)}`;
}

/** An ICCID of a US SIM card: 20 digits with a correct check digit. */
export function iccid(issuer: string, index: number): string {
  const body = `8901${issuer}${String(permute(index, 10 ** 12, 271_828_182_845)).padStart(12, '0')}`;
  return `${body}${luhnDigit(body)}`;
}

/** An EID of 32 digits. As SGP.02 requires, the last two make the number 1 modulo 97. */
export function eid(index: number): string {
  const body = `89049032${String(permute(index, 10 ** 15, 161_803_398_874_989)).padStart(22, '0')}`;
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
