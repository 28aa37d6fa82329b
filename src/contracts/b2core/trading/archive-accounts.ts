import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { accounts } from '../collections.js';
import { timestamp } from '../identifiers.js';

/** Archives the accounts of a deleted profile; trades and payments keep referring to them. */
export function archiveAccounts(sandbox: Sandbox, profileId: string): void {
  const documents = sandbox.documents(accounts);
  const updateTime = timestamp(sandbox);
  for (const { wire } of documents.all({ where: { profileId } }))
    documents.upsert({ ...wire, archived: true, enabled: false, updateTime }, {});
}
