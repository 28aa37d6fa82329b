import { isSecret, masked, plainRedactor, type Redactor } from './secrets.js';
import { redactFields, redactUrl } from './text-redaction.js';

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
  if (typeof value === 'string')
    return /^\s*[{[]/.test(value) ? redactFields(value, redactor) : redactUrl(value, redactor);
  return mapParts(value, (part, key) => redact(part, redactor, Array.isArray(value) ? '' : key));
}

/** A JSON body with its secrets replaced. A text that is the whole body may be a secret, so it is replaced too. */
export function redactBody(body: unknown, redactor = plainRedactor): unknown {
  if (Array.isArray(body)) return body.map((each) => redactBody(each, redactor));
  return typeof body === 'string' ? redactAll(body, redactor) : redact(body, redactor);
}

/** Replaces a value with a secret name. An object or array is one secret, because it can have thousands of parts. */
function redactAll(value: unknown, redactor: Redactor): string {
  return redactor(JSON.stringify(value));
}
