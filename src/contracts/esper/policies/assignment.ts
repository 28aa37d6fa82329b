import type { StoredPolicy } from '../../../../schemas/esper/policies/policy.js';
import { googlePolicyId, lastSeededPolicy } from '../../../../seeds/esper/index.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import { paddedKey } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { devices, policies, policySequence } from '../collections.js';
import { currentTimestamp } from '../tenant/timestamp.js';

/** A new policy with the next number. */
export function newPolicy(
  sandbox: Sandbox,
  fields: Pick<StoredPolicy, 'name' | 'description' | 'policy' | 'is_active'>,
): StoredPolicy {
  const id = lastSeededPolicy + sandbox.sequences.next(policySequence);
  const now = currentTimestamp(sandbox);
  return {
    id,
    uuid: uuidOf(`esper created policy ${id}`),
    ...fields,
    google_policy_id: googlePolicyId(id),
    updated_on: now,
    created_on: now,
  };
}

/** The policy that a URL names; undefined for an unknown one. */
export function policyAt(sandbox: Sandbox, url: string): StoredPolicy | undefined {
  const [, id] = /\/policy\/(\d{1,12})\/?$/.exec(url) ?? [];
  return id === undefined ? undefined : findPolicy(sandbox, Number(id));
}

/** The policy with a number; undefined for none. */
export function findPolicy(
  sandbox: Sandbox,
  id: number | null | undefined,
): StoredPolicy | undefined {
  if (id === null || id === undefined) return undefined;
  return sandbox.documents(policies).get(paddedKey(id))?.wire;
}

/** Takes a deleted policy off its devices. */
export function withoutPolicy(sandbox: Sandbox, id: number): void {
  const stored = sandbox.documents(devices);
  const updated_on = currentTimestamp(sandbox);
  for (const { wire, internal } of stored.all({ where: { policy: id } }))
    stored.upsert({ ...wire, policy: null, updated_on }, internal);
}
