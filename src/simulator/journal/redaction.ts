import { BoundedCache } from '../../lib/bounded-cache.js';

/** Names of values that must not be shown: passwords, codes, card numbers, tokens. Compared in lower case, letters only. */
const secretNames = new RegExp(
  [
    ...['password', 'passcode', 'passphrase', 'passwd', 'passkey', 'pwd', 'secret', 'credential'],
    ...[
      'token',
      'jwt',
      'bearer',
      'authorization',
      'cookie',
      'sessionid',
      'sessionkey',
      'assertion',
    ],
    ...['apikey', 'accesskey', 'privatekey', 'signingkey', 'encryptionkey', 'masterkey'],
    ...['cvv', 'cvc', 'cardnumber', 'cardno', 'ccnumber', 'creditcard', 'pincode', 'onetimecode'],
    ...['verificationcode', 'securitycode', 'authcode', 'recoverycode', 'backupcode', 'mfacode'],
    '^(otp|totp|mfa|pin|pass|userpass|auth|xauth|session|xsession|sig|signature)$',
  ].join('|'),
);
const allowedNames =
  /^(tokentype|secretquestionid|accesstokenexpiresin|passwordreset|defaultpasswordchanged)$/;

/** Replaces a secret. */
const masked = '***';

/** Returns the text that replaces a secret. */
export type Redactor = (secret: string) => string;

export const plainRedactor: Redactor = () => masked;

/** Replaces a secret by its fingerprint, a one-way hash: equal secrets stay recognizable, and none can be read back. */
export function fingerprintRedactor(fingerprint: (secret: string) => string): Redactor {
  return (secret) => `${masked}#${fingerprint(secret)}`;
}

/** A redactor that replaces the first `limit` secrets, and masks further ones without a fingerprint. */
export function limitSecrets(redactor: Redactor, limit: number): Redactor {
  let count = 0;
  return (secret) => (++count <= limit ? redactor(secret) : masked);
}

const fingerprintPattern = /\*{3}#[\w-]{22}/g;

/** Whether a value contains a fingerprint. */
export function hasFingerprint(value: unknown): boolean {
  return JSON.stringify(value)?.search(fingerprintPattern) >= 0;
}

/** A value as it may be shown: without fingerprints. */
export function stripFingerprints<T>(value: T): T {
  if (typeof value === 'string')
    return (value.includes('***#') ? value.replace(fingerprintPattern, masked) : value) as T;
  return mapParts(value, stripFingerprints) as T;
}

/** An object or array with its parts replaced, or itself if none changes: most have none, and a copy of each takes longer. */
function mapParts(value: unknown, replace: (part: unknown, name: string) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[name];
    const replaced = replace(part, name);
    if (replaced === part) continue;
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    copy[name] = replaced;
  }
  return copy ?? value;
}

/** A value with every secret in it replaced, at any depth. */
export function redact(value: unknown, redactor = plainRedactor, name = ''): unknown {
  if (isSecret(name) && value !== null && value !== undefined && typeof value !== 'boolean') {
    return redactAll(value, redactor);
  }
  if (typeof value === 'string') return redactTokens(redactUrl(value, redactor), redactor);
  return mapParts(value, (part, key) => redact(part, redactor, Array.isArray(value) ? '' : key));
}

/** A JSON body with its secrets replaced. A text that is the whole body may be a secret, so it is replaced too. */
export function redactBody(body: unknown, redactor = plainRedactor): unknown {
  if (Array.isArray(body)) return body.map((each) => redactBody(each, redactor));
  return typeof body === 'string' ? redactAll(body, redactor) : redact(body, redactor);
}

/** A text, form or malformed JSON, with what looks like a secret replaced. */
export function redactText(text: string, redactor = plainRedactor): string {
  // A single word without a name may be a secret.
  if (/^[^\s:=&]+$/.test(text)) return redactor(text);
  const plain = redactTokens(text, redactor);
  let redacted = '';
  let from = 0;
  for (const { index, 0: named, 2: name = '' } of plain.matchAll(namePattern)) {
    const start = index + named.length;
    value.lastIndex = start;
    const [found] = (start > from && isSecret(name) && value.exec(plain)) || [];
    if (found === undefined) continue;
    redacted += `${plain.slice(from, start)}"${redactor(found)}"`;
    from = start + found.length;
  }
  return redacted + plain.slice(from);
}

/** A name and the separator before its value, in JSON, a form, or something similar. */
const namePattern = /(?<![\w-])(["']?)([\w-]+)\1\s*[:=]\s*/g;
const value = /"(?:[^"\\]|\\.)*"?|'[^']*'?|[^,&}\]\s]+/y;

/** A URL with the secrets of its query replaced. */
export function redactUrl(url: string, redactor = plainRedactor): string {
  if (!/[?&;]/.test(url)) return url;
  return url.replace(queryParameter, (parameter) => redactParameter(parameter, redactor));
}

/** A parameter with the separator before it. Each match takes the whole parameter, so that the time grows linearly. */
const queryParameter = /[?&;][^&;#\s]*/g;

/** A parameter whose value is a URL has parameters too, which may be secrets. */
function redactParameter(parameter: string, redactor: Redactor): string {
  let start = 1;
  for (let equals = parameter.indexOf('='); equals >= 0; ) {
    const name = decodeName(parameter.slice(start, equals));
    if (name !== '' && isSecret(name)) {
      return `${parameter.slice(0, equals + 1)}${redactor(parameter.slice(equals + 1))}`;
    }
    const next = parameter.indexOf('?', equals);
    if (next < 0) return parameter;
    start = next + 1;
    equals = parameter.indexOf('=', start);
  }
  return parameter;
}

function decodeName(name: string): string {
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

/** Replaces a value with a secret name. An object or array is one secret, because it can have thousands of parts. */
function redactAll(value: unknown, redactor: Redactor): string {
  return redactor(JSON.stringify(value));
}

/** Whether a name is one of a secret, by name. The names of a body repeat with each of its items. */
const knownNames = new BoundedCache<boolean>(1000);

function isSecret(name: string): boolean {
  return name.length > 40
    ? isSecretName(name)
    : knownNames.getOrCompute(name, () => isSecretName(name));
}

function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  return secretNames.test(plain) && !allowedNames.test(plain);
}
