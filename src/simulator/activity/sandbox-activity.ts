import { attachmentKey } from '../../store/sandbox/attachments.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { SandboxActivity } from '../../store/sandbox/sandbox-info.js';
import { type FaultRules, faultRulesOf } from '../faults/rules.js';
import { activity, activityOf } from './activity.js';
import type { RecentCallsView } from './recent-calls.js';
import { type ActivityTotals, parseActivity } from './serialization.js';

/** What happened in a sandbox, for its description. */
export function sandboxActivity(sandbox: Sandbox): SandboxActivity {
  const { calls, refusals, lastCallAt } = activityTotals(sandbox);
  const rules = faultRulesOf(sandbox);
  return {
    calls,
    refusals,
    lastCallAt: lastCallAt === null ? null : new Date(lastCallAt).toISOString(),
    faults: rules.count,
    faultNames: rules.hasRules ? faultNames(rules) : [],
  };
}

/** The scenarios that are on, and the ids of the rules that belong to none, in the order of the rules. */
function faultNames(rules: FaultRules): readonly string[] {
  return [...new Set(rules.list().map(({ id, scenario }) => scenario ?? id))];
}

/** The totals of a sandbox. Leaves a saved state where it is, so that a sandbox is described without a change. */
function activityTotals(sandbox: Sandbox): ActivityTotals {
  const saved = sandbox.metadata.get(attachmentKey(activity.name));
  return saved === undefined ? activityOf(sandbox).totals : parseActivity(saved);
}

/** The calls of the last minutes; undefined if there were none. A saved state is left where it is, because it has none. */
export function recentCallsOf(sandbox: Sandbox): RecentCallsView | undefined {
  const isSaved = sandbox.metadata.get(attachmentKey(activity.name)) !== undefined;
  return isSaved ? undefined : activityOf(sandbox).recentCalls;
}
