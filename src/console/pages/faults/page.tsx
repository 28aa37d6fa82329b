import { useEffect, useState } from 'preact/hooks';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { route, setQuery } from '../../state/router.js';
import { faults, refreshAll, refreshSandbox, sandboxName } from '../../state/sandboxes.js';
import { attempt } from '../../state/toasts.js';
import { Builder } from './builder.js';
import { Rules } from './rules.js';
import { Scenarios } from './scenarios.js';

/** How often the counters are read while rules are active. */
const pollMs = 1000;

/** The parameters of the URL that the rule builder begins with. */
const builderParameters = ['new', 'api', 'operation', 'persona', 'path'];

/** What goes wrong in the sandbox: scenarios as switches, and rules. */
export function Page() {
  const name = sandboxName.value;
  const [scenarios, setScenarios] = useState<readonly Model<'ScenarioInfo'>[]>();
  const hasRules = faults.value.length > 0;
  useEffect(() => {
    void attempt(async () => setScenarios(await unwrap(inSandbox(name).GET('/scenarios'))));
  }, [name]);
  useEffect(() => {
    if (!hasRules) return;
    const timer = setInterval(() => {
      if (!document.hidden) void refreshSandbox();
    }, pollMs);
    return () => clearInterval(timer);
  }, [hasRules]);
  const close = () =>
    setQuery(Object.fromEntries(builderParameters.map((each) => [each, undefined])));
  return (
    <div class="page faults">
      <header class="page-header">
        <h1>Faults</h1>
        <div class="row">
          <Button disabled={!hasRules} onClick={() => endAll(name)}>
            End all faults of {name}
          </Button>
          <Button kind="primary" onClick={() => setQuery({ new: '1' }, { replaces: false })}>
            New rule
          </Button>
        </div>
      </header>
      <Rules />
      <Scenarios scenarios={scenarios} />
      {route.value.query.new && <Builder onClose={close} />}
    </div>
  );
}

async function endAll(sandbox: string): Promise<void> {
  await attempt(async () => {
    await unwrap(inSandbox(sandbox).DELETE('/faults'));
    await refreshAll();
  }, `The faults of ${sandbox} have ended`);
}
