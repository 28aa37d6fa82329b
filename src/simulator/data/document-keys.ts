import { paddedKey } from '../../store/documents/collection.js';

/** The key that a text in a URL of the control plane means, for documents with a UUID. */
export function uuidKey(text: string): string {
  return text.toLowerCase();
}

/** The key that a text in a URL of the control plane means, for documents with a number. */
export function numberKey(text: string): string {
  return /^\d{1,12}$/.test(text) ? paddedKey(Number(text)) : text;
}
