import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { isExhausted } from '../../components/fault/describe.js';
import { plural } from '../../lib/format.js';
import { faults, refreshAll, sandboxName } from '../../state/sandboxes.js';
import { attempt } from '../../state/toasts.js';

/** The scenarios as switches, each with what it has done since it was switched on. */
export function Scenarios({
  scenarios,
}: {
  readonly scenarios: readonly Model<'ScenarioInfo'>[] | undefined;
}) {
  return (
    <section aria-labelledby="scenarios">
      <h2 id="scenarios">Scenarios</h2>
      <ul class="scenarios" aria-busy={scenarios === undefined}>
        {scenarios?.map((scenario) => (
          <li key={scenario.name}>
            <Scenario {...scenario} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Scenario({ name, description }: Model<'ScenarioInfo'>) {
  const sandbox = sandboxName.value;
  const rules = faults.value.filter(({ scenario }) => scenario === name);
  const isOn = rules.length > 0;
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      class="scenario"
      onClick={() => toggle(sandbox, name, isOn)}
    >
      <span class="switch" aria-hidden="true" />
      <span class="scenario-name mono">{name}</span>
      <span class="scenario-count">{isOn ? countOf(rules) : 'off'}</span>
      <span class="scenario-description muted">{description}</span>
    </button>
  );
}

function countOf(rules: readonly Model<'FaultRule'>[]): string {
  const applied = rules.reduce((sum, rule) => sum + rule.applied, 0);
  return `${plural(applied, 'call')} affected${rules.every(isExhausted) ? ', over' : ''}`;
}

async function toggle(sandbox: string, name: string, isOn: boolean): Promise<void> {
  const client = inSandbox(sandbox);
  const params = { path: { name } };
  await attempt(
    async () => {
      if (isOn) await unwrap(client.DELETE('/scenarios/{name}', { params }));
      else await unwrap(client.POST('/scenarios/{name}', { params }));
      await refreshAll();
    },
    `${name} is ${isOn ? 'off' : 'on'} in ${sandbox}`,
  );
}
