import type { SeededRandom } from '../../../src/lib/seeded-random.js';
import type { MultipartForm } from '../../../src/simulator/contract/operation.js';
import { hostileText } from './values.js';

/** A body whose characters are bytes, with its media type. */
export interface MultipartBody {
  readonly contentType: string;
  readonly bytes: string;
}

/** A part as it is written. */
interface Part {
  readonly headers: readonly string[];
  readonly content: string;
}

const boundary = 'fuzz-boundary';

/** A GIF of one pixel, as characters that are bytes. */
const image = atob('R0lGODlhAQABAAAAACwAAAAAAQABAAA=');

/** Draws a multipart form that stands for a JSON text, well-formed and with or without a file. */
export function validForm(random: SeededRandom, form: MultipartForm, json: string): MultipartBody {
  return encodeForm(partsOf(random, form, json));
}

/** Draws a multipart form with one thing wrong: in a part, in what is around the parts, in the media type, or in its end. */
export function hostileForm(
  random: SeededRandom,
  form: MultipartForm,
  json: string,
): MultipartBody {
  const parts = partsOf(random, form, json);
  const changes = [
    () => encodeForm(changeParts(random, parts)),
    () => changeFraming(random, encodeForm(parts)),
    () => ({ ...encodeForm(parts), contentType: hostileContentType(random) }),
    () => truncate(random, encodeForm(parts)),
  ];
  return random.pick(changes)();
}

function partsOf(random: SeededRandom, { model, files }: MultipartForm, json: string): Part[] {
  const bytes = Buffer.from(json).toString('latin1');
  const file = random.pick(files);
  const type = random.pick(['image/gif', 'image/png', 'image/jpeg']);
  const jsonPart = part(`name="${model}"`, 'application/json', bytes);
  const filePart = part(`name="${file}"; filename="logo"`, type, random.oneIn(5) ? '' : image);
  return random.oneIn(2) ? [jsonPart] : [jsonPart, filePart];
}

function part(parameters: string, type: string, content: string): Part {
  return {
    headers: [`Content-Disposition: form-data; ${parameters}`, `Content-Type: ${type}`],
    content,
  };
}

function encodeForm(parts: readonly Part[]): MultipartBody {
  const chunks = parts.map(
    ({ headers, content }) => `--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n${content}\r\n`,
  );
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: `${chunks.join('')}--${boundary}--\r\n`,
  };
}

/** Replaces, repeats or removes one part. */
function changeParts(random: SeededRandom, parts: readonly Part[]): Part[] {
  const at = random.integer(0, parts.length - 1);
  const before = parts[at] as Part;
  const text = Buffer.from(hostileText(random)).toString('latin1');
  const [disposition = ''] = before.headers;
  const changed = random.pick<() => Part[]>([
    () => [],
    () => [before, { ...before, content: text }],
    () => repeatPart(before, random.pick([99, 100, 101, 2000])),
    () => [{ ...before, content: '' }],
    () => [{ ...before, content: text }],
    () => [{ ...before, content: randomBytes(random, random.pick([1, 100, 300_000, 1_200_000])) }],
    () => [{ ...before, headers: [] }],
    () => [
      { ...before, headers: before.headers.map((header) => header.replace(/name="[^"]*"/, '')) },
    ],
    () => [{ ...before, headers: [`Content-Disposition: form-data; name="${text}"`] }],
    () => [{ ...before, headers: ['Content-Disposition: form-data; name="__proto__"'] }],
    () => [{ ...before, headers: [disposition.replaceAll('"', '')] }],
    () => [{ ...before, headers: [disposition, `Content-Type: ${text}`] }],
    () => [{ ...before, headers: [disposition, 'Content-Type: text/html,<script>'] }],
    () => [{ ...before, headers: [disposition, 'Content-Transfer-Encoding: base64'] }],
    () => [{ ...before, headers: [...before.headers, `x: ${'; name="'.repeat(20_000)}`] }],
    () => [{ ...before, headers: [`Content-Disposition: ${';'.repeat(100_000)}`, text] }],
  ])();
  return parts.flatMap((each, index) => (index === at ? changed : [each]));
}

/** The most characters that repeated parts have, because a text of all of them must be possible. */
const maxRepeated = 20_000_000;

/** Repeats a part, a large one less often. */
function repeatPart(before: Part, times: number): Part[] {
  const most = Math.ceil(maxRepeated / (before.content.length + 1));
  return Array<Part>(Math.min(times, most)).fill(before);
}

/** Changes what is between and around the parts. */
function changeFraming(random: SeededRandom, { contentType, bytes }: MultipartBody): MultipartBody {
  const text = Buffer.from(hostileText(random)).toString('latin1');
  const changed = random.pick([
    () => '',
    () => `--${boundary}--`,
    () => `--${boundary}`,
    () => `--${boundary}\r\n`.repeat(random.pick([1, 99, 5000])),
    () => bytes.replaceAll('\r\n', '\n'),
    () => bytes.replaceAll('\r\n\r\n', '\r\n'),
    () => bytes.replaceAll(boundary, boundary.toUpperCase()),
    () => `${text}${bytes}${text}`,
    () => bytes.replace(image, `\r\n--${boundary}\r\n\r\n`),
    () => randomBytes(random, 200),
  ])();
  return { contentType, bytes: changed };
}

function hostileContentType(random: SeededRandom): string {
  return random.pick([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=""',
    'multipart/form-data; boundary="',
    'multipart/form-data; boundary=other',
    `multipart/form-data; boundary=${'b'.repeat(5000)}`,
    `multipart/form-data; boundary=".*"`,
    `multipart/form-data; boundary=${boundary}; boundary=other`,
    `multipart/form-data; charset=utf-16; boundary=${boundary}`,
    `multipart/mixed; boundary=${boundary}`,
    `MULTIPART/FORM-DATA; BOUNDARY="${boundary}"`,
    `multipart/form-data${'; x=y'.repeat(1000)}`,
    'application/json',
    'image/gif',
  ]);
}

/** Cuts a form anywhere. */
function truncate(random: SeededRandom, { contentType, bytes }: MultipartBody): MultipartBody {
  return { contentType, bytes: bytes.slice(0, random.integer(0, bytes.length - 1)) };
}

/** Random bytes, repeated when there are many. */
function randomBytes(random: SeededRandom, size: number): string {
  const codes = Array.from({ length: Math.min(size, 1000) }, () => random.integer(0, 255));
  const bytes = String.fromCharCode(...codes);
  return bytes.repeat(Math.ceil(size / bytes.length)).slice(0, size);
}
