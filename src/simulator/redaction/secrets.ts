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
    ...['subscriptionkey', 'functionskey', 'samlresponse', 'signature$'],
    ...['cvv', 'cvc', 'cardnumber', 'cardno', 'ccnumber', 'creditcard', 'pincode', 'onetimecode'],
    ...['verificationcode', 'securitycode', 'authcode', 'recoverycode', 'backupcode', 'mfacode'],
    '^x?(otp|totp|mfa|pin|auth|session|sig|(old|new|current|user|login|admin|db)?pass)$',
  ].join('|'),
);
const allowedNames =
  /^(tokentype|secretquestionid|accesstokenexpiresin|passwordreset|defaultpasswordchanged)$/;

/** Replaces a secret. */
export const masked = '***';

/** Returns the text that replaces a secret. */
export type Redactor = (secret: string) => string;

export const plainRedactor: Redactor = () => masked;

/** Whether a name is one of a secret, by name. The names of a body repeat with each of its items. */
const knownNames = new BoundedCache<boolean>(1000);

export function isSecret(name: string): boolean {
  return name.length > 40
    ? isSecretName(name)
    : knownNames.getOrCompute(name, () => isSecretName(name));
}

function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  return secretNames.test(plain) && !allowedNames.test(plain);
}

/** Whether the name of a field is one of a secret, also the last part of a name such as `user[pin]` or `login.pin`. */
export function isSecretField(name: string): boolean {
  return isSecret(name) || isSecret(name.split(/[.[\]\\?]+/).findLast(Boolean) ?? '');
}
