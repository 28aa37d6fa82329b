import { createHash } from 'node:crypto';

const maxLength = 63;
const pattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * The name of the sandbox for a title: a valid name is returned unchanged. Any other text is spelled with the allowed
 * characters, and gets a hash of the text as its end, so that different titles have different sandboxes.
 Throws a TypeError
 * for anything but text.
 */
export function toSandboxName(title: string): string {
  if (typeof title !== 'string')
    throw new TypeError(`the name of a sandbox must be text, not ${JSON.stringify(title)}`);
  if (pattern.test(title)) return title;
  const hash = createHash('sha256').update(title).digest('hex').slice(0, 8);
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, maxLength - hash.length - 1)
    .replace(/-+$/, '');
  return words ? `${words}-${hash}` : hash;
}
