import type { Contact, ContactInput } from '../../../../schemas/b2core/profiles.js';
import type { B2coreSettings } from '../../../../schemas/b2core/settings.js';
import type { FieldError } from '../../../simulator/contract/problem.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { newId, timestamp } from '../identifiers.js';

/** What a value of each contact type must be; the vendor states no rule. */
const contactPatterns: Readonly<Record<string, { readonly form: RegExp; readonly words: string }>> =
  {
    email: { form: /^[^\s@]+@[^\s@]+$/, words: 'an email address such as client@email.com' },
    phone: { form: /^\+?\d[\d ().-]*$/, words: 'a phone number such as +9876543210' },
  };

/** A contact made at the sandbox's now. */
export function newContact(sandbox: Sandbox, { key, value, uuid = null }: ContactInput): Contact {
  const now = timestamp(sandbox);
  return { contactId: newId(sandbox), key, value, createTime: now, updateTime: now, uuid };
}

/** What is wrong with a contact's value, by its type; where to look is given by a JSON pointer. */
export function validateContact(sandbox: Sandbox, contact: unknown, at = ''): FieldError[] {
  if (!sandbox.settings<B2coreSettings>('b2core').checkContacts) return [];
  const { key, value } = (contact ?? {}) as { key?: unknown; value?: unknown };
  const rule =
    typeof key === 'string' && Object.hasOwn(contactPatterns, key)
      ? contactPatterns[key]
      : undefined;
  if (!rule || typeof value !== 'string' || rule.form.test(value)) return [];
  const message = `must be ${rule.words}, as its key is ${key}`;
  return [{ in: 'body', at: `${at}/value`, message }];
}
