import { useEffect, useState } from 'preact/hooks';
import { advanceByDay } from '../../actions/clocks.js';
import { replaceKeys } from '../../actions/keys.js';
import { attemptOnMany, nameList } from '../../actions/on-many.js';
import { deleteSandboxes, resetSandboxes } from '../../actions/sandboxes.js';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { Menu } from '../../components/overlay/menu.js';
import { showToast } from '../../state/toasts.js';

interface ClassActionsProps {
  /** The selected sandboxes. */
  readonly names: readonly string[];
  /** The scenarios that are on in any of them, and the ids of other fault rules. */
  readonly faultNames: ReadonlySet<string>;
  /** Gets the sandboxes where an action was done. The others may be tried again. */
  readonly onDone: (names: readonly string[]) => void;
  /** Is called when some have got new keys, which are to be handed out. */
  readonly onKeys: () => void;
}

/** Actions on the sandboxes of the selected learners, which are deselected when it is done: the next one may be for others. */
export function ClassActions({ names, faultNames, onDone, onKeys }: ClassActionsProps) {
  const isNone = names.length === 0;
  const deletable = names.filter((name) => name !== 'default');
  const run = async (message: string, action: Action) =>
    onDone(await runOnAll(names, message, action));
  const setFrozen = (frozen: boolean) =>
    run(frozen ? 'Froze the clock of' : 'The clock runs in', (client) =>
      unwrap(client.PUT('/clock', { body: { frozen } })),
    );
  return (
    <fieldset class="row class-actions" aria-label="Actions on the selected learners">
      <Button disabled={isNone} onClick={async () => onDone(await resetSandboxes(names))}>
        Reset
      </Button>
      <Button disabled={isNone} onClick={() => setFrozen(true)}>
        Freeze
      </Button>
      <Button disabled={isNone} onClick={() => setFrozen(false)}>
        Run
      </Button>
      <Button disabled={isNone} onClick={async () => onDone(await advanceByDay(names))}>
        +1 day
      </Button>
      <ScenarioMenus isDisabled={isNone} faultNames={faultNames} run={run} />
      <Button
        disabled={isNone}
        onClick={async () => {
          if ((await replaceKeys(names)).length > 0) onKeys();
        }}
      >
        New keys …
      </Button>
      <Button
        kind="danger"
        disabled={deletable.length === 0}
        onClick={async () => onDone(await deleteSandboxes(deletable))}
      >
        Delete
      </Button>
    </fieldset>
  );
}

/** What is done in the sandbox of a learner. */
type Action = (client: ReturnType<typeof inSandbox>) => Promise<unknown>;

interface ScenarioMenusProps extends Pick<ClassActionsProps, 'faultNames'> {
  readonly isDisabled: boolean;
  readonly run: (message: string, action: Action) => Promise<void>;
}

function ScenarioMenus({ isDisabled, faultNames, run }: ScenarioMenusProps) {
  const [scenarios, setScenarios] = useState<readonly Model<'ScenarioInfo'>[]>([]);
  useEffect(() => {
    // The scenarios are the same in every sandbox.
    unwrap(inSandbox('default').GET('/scenarios')).then(setScenarios, () => {});
  }, []);
  const active = scenarios.filter(({ name }) => faultNames.has(name));
  const items = (shown: typeof scenarios, verb: 'POST' | 'DELETE', message: string) =>
    shown.map(({ name, description }) => ({
      label: name,
      ...(verb === 'POST' && { detail: description }),
      onSelect: () =>
        run(`${message} ${name}:`, (client) => {
          const params = { params: { path: { name } } };
          return verb === 'POST'
            ? unwrap(client.POST('/scenarios/{name}', params))
            : unwrap(client.DELETE('/scenarios/{name}', params));
        }),
    }));
  const endAll = {
    label: 'All faults',
    onSelect: () => run('Ended all faults:', (client) => unwrap(client.DELETE('/faults'))),
  };
  return (
    <>
      <Menu isDisabled={isDisabled} items={items(scenarios, 'POST', 'Began')}>
        Begin a scenario ▾
      </Menu>
      <Menu
        isDisabled={faultNames.size === 0}
        items={[endAll, ...items(active, 'DELETE', 'Ended')]}
      >
        End ▾
      </Menu>
    </>
  );
}

/** Runs an action in each sandbox, and says where it was done, which it returns. */
async function runOnAll(
  names: readonly string[],
  message: string,
  action: Action,
): Promise<readonly string[]> {
  const done = await attemptOnMany(names, (name) => action(inSandbox(name)));
  if (done.length > 0) showToast(`${message} ${nameList(done)}`);
  return done;
}
