import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { SandboxActivity } from '../../store/sandbox/sandbox-info.js';
import { faultRulesOf } from '../faults/rules.js';
import { activityTotals } from './activity.js';

/** What happened in a sandbox, for its description. */
export function sandboxActivity(sandbox: Sandbox): SandboxActivity {
  const { calls, refusals, lastCallAt } = activityTotals(sandbox);
  return {
    calls,
    refusals,
    lastCallAt: lastCallAt === null ? null : new Date(lastCallAt).toISOString(),
    faults: faultRulesOf(sandbox).count,
  };
}
