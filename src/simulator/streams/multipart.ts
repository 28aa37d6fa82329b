/** A part of a multipart form. */
export interface FormPart {
  readonly name: string;
  /** The media type of the part, in lower case and without parameters. */
  readonly type: string;
  readonly content: Buffer;
}

/** More parts are refused. */
const maxParts = 100;

/** The longest boundary that RFC 2046 allows. */
const maxBoundaryLength = 70;

/**
 * Parses a multipart form (RFC 7578). Returns what is wrong with it instead, if it is malformed. Parts without a name are left
 * out.
 */
export function parseMultipart(bytes: Buffer, contentType: string): readonly FormPart[] | string {
  const boundary = parameterOf(contentType, 'boundary');
  if (boundary === '' || boundary.length > maxBoundaryLength)
    return `has no boundary of 1 to ${maxBoundaryLength} characters in its Content-Type`;
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
  // A line that begins with a space continues the header before it.
  const head = bytes.toString('utf8', 0, headEnd).replace(/\r\n[ \t]+/g, ' ');
  const [, disposition = ''] = /^content-disposition:([^\r\n]*)/im.exec(head) ?? [];
  const [, type = 'text/plain'] = /^content-type:[ \t]*([^\s;]+)/im.exec(head) ?? [];
  return {
    name: parameterOf(disposition, 'name'),
    type: type.toLowerCase(),
    content: bytes.subarray(headEnd + 4),
  };
}

/** The value of a parameter of a header, with or without quotes; empty if the header does not have it. */
function parameterOf(header: string, name: string): string {
  for (const [, key = '', quoted, plain = ''] of header.matchAll(headerParameter))
    if (key.toLowerCase() === name) return quoted ?? plain;
  return '';
}

const headerParameter = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g;
