/**
 * Names of values that nobody may read back: passwords, codes, card numbers, tokens, secrets; told by what is left of a
 * name without its signs.
 */
const secret =
  /password|passcode|passphrase|passwd|pwd|secret|token|cvv|cvc|cardnumber|apikey|authorization|cookie|verificationcode|securitycode|^(otp|pin)$/;
const harmless =
  /^(tokentype|secretquestionid|accesstokenexpiresin|passwordreset|defaultpasswordchanged)$/;

/** What a token of ours looks like, wherever it stands. */
const webToken = /eyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;

/** What stands in the place of a secret. */
export const masked = '***';

/** A value with every secret in it masked, however deep; what is JSON in a text is looked into. */
export function mask(value: unknown, name = ''): unknown {
  if (isSecret(name) && value !== null && value !== undefined && typeof value !== 'boolean') {
    return typeof value === 'object' ? maskAll(value) : masked;
  }
  if (Array.isArray(value)) return value.map((each) => mask(each));
  if (typeof value === 'string') return maskUrl(value).replace(webToken, masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mask(part, key)]));
}

/** Text that is no JSON, or broken JSON, or a form, with what looks like a secret masked. */
export function maskText(text: string): string {
  return text
    .replace(webToken, masked)
    .replace(
      /(["']?)([\w-]+)\1(\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^,&}\]\s]+)/g,
      (...found) => {
        const [whole, quote, name, between] = found as string[];
        return isSecret(String(name))
          ? `${quote}${name}${quote}${between}"${masked}"`
          : (whole ?? '');
      },
    );
}

/** A URL, which an answer may repeat and a log may hold, with the secrets of its query masked. */
export function maskUrl(url: string): string {
  return url.replace(/([?&])([^=&#\s]+)=([^&#\s]*)/g, (whole, before, name) =>
    isSecret(name) ? `${before}${name}=${masked}` : whole,
  );
}

/** An object or list under a secret name: the names in it stay. */
function maskAll(value: object): unknown {
  if (Array.isArray(value)) return value.map(() => masked);
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      typeof part === 'object' && part !== null ? maskAll(part) : masked,
    ]),
  );
}

function isSecret(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  return secret.test(plain) && !harmless.test(plain);
}
