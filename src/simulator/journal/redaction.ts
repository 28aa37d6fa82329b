/**
 * Names of values that nobody may read back: passwords, codes, card numbers, tokens, secrets; told by what is left of a
 * name without its signs.
 */
const secret =
  /password|passcode|passphrase|passwd|pwd|secret|token|cvv|cvc|cardnumber|apikey|accesskey|privatekey|sessionid|authorization|cookie|verificationcode|securitycode|^(otp|pin|auth|xauth|sig|signature)$/;
const allowedNames =
  /^(tokentype|secretquestionid|accesstokenexpiresin|passwordreset|defaultpasswordchanged)$/;

/** What stands in the place of a secret. */
const masked = '***';

/** What is put in the place of a secret. */
export type Redactor = (secret: string) => string;

/** Nothing is left of it. */
const plainRedactor: Redactor = () => masked;

/** It is known again by its seal: what `seal` makes of it, which leads back to nothing. */
export function fingerprintRedactor(seal: (secret: string) => string): Redactor {
  return (secret) => `${masked}#${seal(secret)}`;
}

const sealed = /\*{3}#[\w-]{22}/g;

/** Whether a value holds something sealed. */
export function hasFingerprint(value: unknown): boolean {
  return JSON.stringify(value)?.search(sealed) >= 0;
}

/** A value as it may be shown: no seal is left in it. */
export function stripFingerprints<T>(value: T): T {
  if (typeof value === 'string') return value.replace(sealed, masked) as T;
  if (Array.isArray(value)) return value.map(stripFingerprints) as T;
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, stripFingerprints(part)]);
  return Object.fromEntries(parts) as T;
}

/** A value with every secret in it masked, however deep; what is JSON in a text is looked into. */
export function redact(value: unknown, hide = plainRedactor, name = ''): unknown {
  if (isSecret(name) && value !== null && value !== undefined && typeof value !== 'boolean') {
    return maskAll(value, hide);
  }
  if (Array.isArray(value)) return value.map((each) => redact(each, hide));
  if (typeof value === 'string') return redactTokens(redactUrl(value, hide), hide);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, redact(part, hide, key)]),
  );
}

/** A body that was sent as JSON, masked: texts under no name may be secrets that were sent as they are. */
export function redactBody(body: unknown, hide = plainRedactor): unknown {
  if (Array.isArray(body)) return body.map((each) => redactBody(each, hide));
  return typeof body === 'string' ? maskAll(body, hide) : redact(body, hide);
}

/** Text that is no JSON, or broken JSON, or a form, with what looks like a secret masked. */
export function redactText(text: string, hide = plainRedactor): string {
  // One word, which nothing names, may be a secret that was sent as it is.
  if (/^[^\s:=&]+$/.test(text)) return hide(text);
  const plain = redactTokens(text, hide);
  let said = '';
  let from = 0;
  for (const { index, 0: named, 2: name = '' } of plain.matchAll(namePattern)) {
    const start = index + named.length;
    value.lastIndex = start;
    const [found] = (start > from && isSecret(name) && value.exec(plain)) || [];
    if (found === undefined) continue;
    said += `${plain.slice(from, start)}"${hide(found)}"`;
    from = start + found.length;
  }
  return said + plain.slice(from);
}

/** A name and what leads to its value, in JSON, in a form, or in what is nearly one of them. */
const namePattern = /(?<![\w-])(["']?)([\w-]+)\1\s*[:=]\s*/g;
const value = /"(?:[^"\\]|\\.)*"?|'[^']*'?|[^,&}\]\s]+/y;

/** A URL, which an answer may repeat and a log may hold, with the secrets of its query masked. */
export function redactUrl(url: string, hide = plainRedactor): string {
  return url.replace(/([?&;])([^=&;#\s]+)=([^&;#\s]*)/g, (whole, before, name, value) =>
    isSecret(name) ? `${before}${name}=${hide(value)}` : whole,
  );
}

/** What looks like a token of ours, wherever it stands: three words with dots, the first with a JSON object in it. */
function redactTokens(text: string, hide: Redactor): string {
  if (!text.includes(tokenBegin)) return text;
  const parts = text.split(/([^\w-]+)/);
  for (const [index, word] of parts.entries()) {
    const at = word.indexOf(tokenBegin);
    const [dot, claims = '', end = '', signature = ''] = parts.slice(index + 1, index + 5);
    const isToken = at >= 0 && word.length - at > 10 && dot === '.' && claims && end[0] === '.';
    if (!isToken) continue;
    const own = end === '.' ? signature : '';
    const hidden = word.slice(0, at) + hide(`${word.slice(at)}.${claims}.${own}`);
    parts.splice(index, own ? 5 : 4, hidden, '', '', end.slice(1), ...(own ? [''] : []));
  }
  return parts.join('');
}

/** `{"` as base64 has it. */
const tokenBegin = 'eyJ';

/** What stands under a secret name; if it is an object or a list, the names in it stay. */
function maskAll(value: unknown, hide: Redactor): unknown {
  if (typeof value !== 'object' || value === null) return hide(JSON.stringify(value));
  if (Array.isArray(value)) return value.map((each) => hide(JSON.stringify(each)));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, maskAll(part, hide)]));
}

function isSecret(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  return secret.test(plain) && !allowedNames.test(plain);
}
