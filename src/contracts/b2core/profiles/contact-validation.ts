import type { Contact, ContactInput } from '../../../../schemas/b2core/profiles.js';
import type { B2coreSettings } from '../../../../schemas/b2core/settings.js';
import type { FieldError } from '../../../simulator/contract/problem.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import type { Stamp } from '../identifiers.js';

interface ContactPattern {
  readonly pattern: RegExp;
  readonly description: string;
}

/** The format of a value by contact type. It is Understudy's choice: the vendor documents none. */
const contactPatterns: Readonly<Record<string, ContactPattern>> = {
  email: {
    pattern: /^[^\s@]+@[^\s@]+$/,
    description: 'an email address such as client@email.com',
  },
  phone: { pattern: /^\+?\d[\d ().-]*$/, description: 'a phone number such as +9876543210' },
};

/** A contact with a new identifier. */
export function newContact(
  { key, value, uuid = null }: ContactInput,
  { id, ...times }: Stamp,
): Contact {
  return { contactId: id, key, value, ...times, uuid };
}

/** Reports a value that does not fit the type of its contact; `at` is the JSON pointer of the contact. */
export function validateContact(sandbox: Sandbox, contact: unknown, at = ''): FieldError[] {
  if (!sandbox.settings<B2coreSettings>('b2core').checkContacts) return [];
  const { key, value } = (contact ?? {}) as { key?: unknown; value?: unknown };
  if (typeof key !== 'string' || typeof value !== 'string') return [];
  const format = Object.hasOwn(contactPatterns, key) ? contactPatterns[key] : undefined;
  if (!format || format.pattern.test(value)) return [];
  const message = `must be ${format.description}, as its key is ${key}`;
  return [{ in: 'body', at: `${at}/value`, message }];
}
