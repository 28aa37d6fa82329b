import type { Category } from '../../../../schemas/kajeet/account/labels.js';
import type { Label } from '../../../../schemas/kajeet/corps.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { categories } from '../account-collections.js';
import { labels } from '../collections.js';

/** The categories of an account's labels. */
export function categoriesOf(sandbox: Sandbox, accountId: string): Category[] {
  return sandbox
    .documents(categories)
    .all({ where: { corpId: accountId } })
    .map(({ wire }) => wire);
}

/** The labels of an account. */
export function labelsOf(sandbox: Sandbox, accountId: string): Label[] {
  return sandbox
    .documents(labels)
    .all({ where: { corpId: accountId } })
    .map(({ wire }) => wire);
}

/** The next id, whichever account has the last one: no deleted document but the last one gives its id to another. */
export function nextId(stored: readonly { readonly wire: { readonly id: number } }[]): number {
  return Math.max(0, ...stored.map(({ wire }) => wire.id)) + 1;
}
