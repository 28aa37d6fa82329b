import { endFault } from '../actions/faults.js';
import { inSandbox, type Model, unwrap } from '../api/client.js';
import { Button } from '../components/button.js';
import { plural } from '../lib/format.js';
import { faults, refreshAll, sandboxName } from '../state/sandboxes.js';
import { attempt } from '../state/toasts.js';
import { isAboutAllSandboxes } from './navigation.js';

type Rule = Model<'FaultRule'>;

/** Says which faults are active in the sandbox, how many calls they have met, and ends them. */
export function FaultBand() {
  const name = sandboxName.value;
  const groups = groupRules(faults.value);
  if (groups.length === 0) return null;
  return (
    <section class="fault-band" aria-label={`Active faults of the sandbox ${name}`}>
      {groups.map(({ scenario, title, applied }) => (
        <p key={title}>
          <strong>
            {scenario === undefined ? title : <ScenarioIsOn name={scenario} />}
            {isAboutAllSandboxes() && ` in ${name}`}
          </strong>
          <span class="fault-count">
            {plural(applied, 'call')}
            <span class="wide-only"> affected</span>
          </span>
          <Button
            onClick={() => end(name, scenario, groups.length)}
            aria-label={`End it: ${title}`}
          >
            End it
          </Button>
        </p>
      ))}
    </section>
  );
}

function ScenarioIsOn({ name }: { readonly name: string }) {
  return (
    <>
      <span class="wide-only">Scenario </span>
      {name} is on
    </>
  );
}

interface RuleGroup {
  readonly scenario: string | undefined;
  readonly title: string;
  readonly applied: number;
}

/** The rules of a scenario together, and those that belong to none. */
function groupRules(rules: readonly Rule[]): RuleGroup[] {
  const scenarios = [...new Set(rules.map(({ scenario }) => scenario))];
  return scenarios.map((scenario) => {
    const own = rules.filter((rule) => rule.scenario === scenario);
    return {
      scenario,
      title: scenario ? `Scenario ${scenario} is on` : plural(own.length, 'fault rule'),
      applied: own.reduce((sum, { applied }) => sum + applied, 0),
    };
  });
}

async function end(name: string, scenario: string | undefined, groups: number): Promise<void> {
  const own = faults.value.filter((rule) => rule.scenario === scenario);
  await attempt(async () => {
    if (scenario === undefined && groups === 1) await unwrap(inSandbox(name).DELETE('/faults'));
    // The rules of a scenario end together.
    else
      for (const rule of scenario === undefined ? own : own.slice(0, 1)) await endFault(name, rule);
    await refreshAll();
  }, 'The faults have ended');
}
