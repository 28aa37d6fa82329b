/** A part of a multipart form. */
export interface FormPart {
  readonly name: string;
  /** The media type of the part, in lower case and without parameters. */
  readonly type: string;
  readonly content: Buffer;
}

/** More parts are refused. */
const maxParts = 100;

/**
 * Parses a multipart form (RFC 7578). Returns what is wrong with it instead, if it is malformed. Parts without a name are left
 * out.
 */
export function parseMultipart(bytes: Buffer, contentType: string): readonly FormPart[] | string {
  const [, quoted, plain] =
    /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return 'has no boundary in its Content-Type';
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: FormPart[] = [];
  let start = bytes.indexOf(delimiter);
  if (start < 0) return `does not contain its boundary ${boundary}`;
  for (;;) {
    start += delimiter.length;
    if (bytes.toString('latin1', start, start + 2) === '--') return parts;
    const end = bytes.indexOf(`\r\n--${boundary}`, start, 'latin1');
    if (end < 0) return 'ends before its last boundary';
    if (parts.length === maxParts) return `has more than ${maxParts} parts`;
    const part = parsePart(bytes.subarray(start, end));
    if (part === undefined) return 'has a part without an empty line after its headers';
    if (part.name !== '') parts.push(part);
    start = end + 2;
  }
}

/** Parses a part, from the end of the line with its boundary; undefined if its headers have no end. */
function parsePart(bytes: Buffer): FormPart | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = bytes.toString('utf8', 0, headEnd);
  const [, name = ''] =
    /^content-disposition:[^\r\n]*;\s*name="((?:[^"\\\r\n]|\\.)*)"/im.exec(head) ?? [];
  const [, type = 'text/plain'] = /^content-type:\s*([^\s;]+)/im.exec(head) ?? [];
  return { name, type: type.toLowerCase(), content: bytes.subarray(headEnd + 4) };
}
