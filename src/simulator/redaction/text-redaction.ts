import { isSecretField, plainRedactor, type Redactor } from './secrets.js';

/** A text, form or malformed JSON, with what looks like a secret replaced. */
export function redactText(text: string, redactor = plainRedactor): string {
  // A single word without a name may be a secret.
  if (/^[^\s:=&]+$/.test(text)) return redactor(text);
  return redactMultipart(text, redactor) ?? redactFields(text, redactor);
}

/** The parts of a multipart form with their secrets replaced; undefined for another text. */
function redactMultipart(text: string, redactor: Redactor): string | undefined {
  if (!/^content-disposition:/im.test(text)) return undefined;
  const [boundary] = /^--[^\r\n]+/m.exec(text) ?? [];
  if (boundary === undefined) return undefined;
  const parts = text.split(boundary).map((part) => redactPart(part, redactor));
  return parts.join(boundary);
}

function redactPart(part: string, redactor: Redactor): string {
  const blankLine = /\r?\n\r?\n/.exec(part);
  if (!blankLine) return redactFields(part, redactor);
  const start = blankLine.index + blankLine[0].length;
  const head = part.slice(0, start);
  const [, quoted, plain = ''] =
    /\bname\*?=(?:"((?:[^"\\]|\\.)*)|([^\s;]+))/i.exec(head.slice(0, maxPartHead)) ?? [];
  if (!isSecretField(decodeName(quoted ?? plain)))
    return head + redactFields(part.slice(start), redactor);
  const [newline = ''] = /\r?\n$/.exec(part) ?? [];
  return `${head}${redactor(part.slice(start, part.length - newline.length))}${newline}`;
}

/** The name of a part is in the beginning of its head. */
const maxPartHead = 4096;

/** A text with the values replaced whose names are those of secrets, and the secrets of URLs in it. */
export function redactFields(text: string, redactor: Redactor): string {
  return redactNamed(redactElements(redactLinks(text, redactor), redactor), redactor);
}

/** Replaces the text of the XML elements whose names are those of secrets. */
function redactElements(text: string, redactor: Redactor): string {
  if (!text.includes('</')) return text;
  return text.replace(
    /(<(?:[\w.-]{1,100}:)?([\w.-]{1,100})(?:\s[^<>]*)?>)(<!\[CDATA\[[^<]*|[^<]+)/g,
    (found, tag: string, name: string, content: string) =>
      isSecretField(name) && content.trim() !== '' ? `${tag}${redactor(content)}` : found,
  );
}

/** Replaces the values whose names are those of secrets, in JSON, a form, or something similar. */
function redactNamed(text: string, redactor: Redactor): string {
  let redacted = '';
  let from = 0;
  for (const match of text.matchAll(namePattern)) {
    const [named, double, single, word = '', separator = ''] = match;
    const start = match.index + named.length;
    if (start <= from || !isSecretField(decodeName(double ?? single ?? word))) continue;
    const end = endOfValue(text, start, separator);
    if (end === start) continue;
    redacted += `${text.slice(from, start)}"${redactor(text.slice(start, end))}"`;
    from = end;
  }
  return redacted + text.slice(from);
}

/** A name and the separator before its value. A long name in quotes is found as a word. */
const namePattern =
  /(?:"([^"\r\n]{1,100})"|'([^'\r\n]{1,100})'|(?<![\w.%[\]\\-])([\w.%[\]\\-]+)["']?)\s*([:=])\s*/g;

/** A value without brackets: after an equals sign it ends as in a form, otherwise as in JSON or with the line. */
const formValue = /"(?:[^"\\]|\\[\s\S])*"?|'[^']*'?|[^&\s]+/y;
const jsonValue = /"(?:[^"\\]|\\[\s\S])*"?|'[^']*'?|[^,}\]\r\n]+/y;

function endOfValue(text: string, start: number, separator: string): number {
  if (text[start] === '[' || text[start] === '{') return endOfBrackets(text, start);
  const pattern = separator === '=' ? formValue : jsonValue;
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}

/** The end of an array or object that begins at `start`, or of the text if it is cut. */
function endOfBrackets(text: string, start: number): number {
  let depth = 0;
  let isQuoted = false;
  for (let index = start; index < text.length; index++) {
    const char = text[index];
    if (char === '\\') index++;
    else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (char === '[' || char === '{')) depth++;
    else if (!isQuoted && (char === ']' || char === '}') && --depth === 0) return index + 1;
  }
  return text.length;
}

/** A URL, or a text with URLs, with the secrets of its query and its other parts replaced. */
export function redactUrl(url: string, redactor = plainRedactor): string {
  if (!/[?&;#%@]|eyJ/.test(url)) return url;
  const plain = redactLinks(url, redactor);
  return plain.replace(queryParameter, (parameter) => redactParameter(parameter, redactor));
}

/** Replaces what is a secret without a name: tokens, the passwords of URLs, and encoded values that hold secrets. */
function redactLinks(text: string, redactor: Redactor): string {
  return redactEncoded(redactUserInfo(redactTokens(text, redactor), redactor), redactor);
}

/** Replaces the password in `https://user:password@host`. */
function redactUserInfo(text: string, redactor: Redactor): string {
  if (!text.includes('@')) return text;
  return text.replace(
    /:\/\/([^\s/?#@:"<>]*):([^\s/?#"<>]+)@/g,
    (_, user: string, password: string) => `://${user}:${redactor(password)}@`,
  );
}

/** Replaces the values that hold a secret after they are decoded. The name before a value is left. */
function redactEncoded(text: string, redactor: Redactor): string {
  if (!text.includes('%')) return text;
  return text.replace(/[^\s&;?#"'<>/]+/g, (parameter) => {
    const start = parameter.indexOf('=') + 1;
    const encoded = parameter.slice(start);
    return encoded.includes('%') && hasSecret(decodeAll(encoded))
      ? `${parameter.slice(0, start)}${redactor(encoded)}`
      : parameter;
  });
}

function hasSecret(text: string): boolean {
  const plain = redactUserInfo(redactTokens(text, plainRedactor), plainRedactor);
  return redactNamed(plain, plainRedactor) !== text;
}

/** A text may be encoded several times, as the parameter of a URL in a parameter. */
const maxEncodings = 3;

function decodeAll(text: string): string {
  let decoded = text;
  for (let count = 0; count < maxEncodings && decoded.includes('%'); count++)
    decoded = decoded.replace(/(?:%[0-9a-f]{2})+/gi, decodeName);
  return decoded;
}

/** A parameter with the separator before it. Each match takes the whole parameter, so that the time grows linearly. */
const queryParameter = /[?&;#][^&;#\s]*/g;

/** A parameter whose value is a URL has parameters too, which may be secrets. */
function redactParameter(parameter: string, redactor: Redactor): string {
  let start = 1;
  for (let equals = parameter.indexOf('='); equals >= 0; ) {
    const name = decodeName(parameter.slice(start, equals));
    if (isSecretField(name)) {
      return `${parameter.slice(0, equals + 1)}${redactor(parameter.slice(equals + 1))}`;
    }
    start = equals + 1;
    equals = parameter.indexOf('=', start);
  }
  return parameter;
}

/** A name without percent-encoding and without the escapes of JSON. */
function decodeName(name: string): string {
  if (name.includes('\\u'))
    return name.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * Replaces what looks like a JSON web token: three words joined by dots, the first one an encoded JSON object. A token may come
 * without a signature.
 */
function redactTokens(text: string, redactor: Redactor): string {
  if (!text.includes(tokenStart)) return text;
  // Words at even indices, the text between them at odd ones.
  const parts = text.split(/([^\w-]+)/);
  let redacted = '';
  for (let index = 0; index < parts.length; ) {
    const [word = '', dot = '', claims, end = '', signature = '', after = ''] = parts.slice(
      index,
      index + 6,
    );
    const start = word.indexOf(tokenStart);
    if (start < 0 || word.length - start <= 10 || dot !== '.' || !claims || end[0] !== '.') {
      redacted += word + dot;
      index += 2;
    } else if (end === '.') {
      redacted += `${word.slice(0, start)}${redactor(`${word.slice(start)}.${claims}.${signature}`)}${after}`;
      index += 6;
    } else {
      redacted += `${word.slice(0, start)}${redactor(`${word.slice(start)}.${claims}.`)}${end.slice(1)}`;
      index += 4;
    }
  }
  return redacted;
}

/** `{"` in Base64. */
const tokenStart = 'eyJ';
