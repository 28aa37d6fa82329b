import { useEffect, useState } from 'preact/hooks';
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
  readonly onDeleted: () => void;
  /** Is called when some have got new keys, which are to be handed out. */
  readonly onKeys: () => void;
}

/** Actions on the sandboxes of the selected learners. */
export function ClassActions({ names, onDeleted, onKeys }: ClassActionsProps) {
  const isNone = names.length === 0;
  const setFrozen = (frozen: boolean) =>
    runOnAll(names, frozen ? 'Froze the clock of' : 'The clock runs in', (client) =>
      unwrap(client.PUT('/clock', { body: { frozen } })),
    );
  const advance = () =>
    runOnAll(names, 'Advanced by a day:', (client) =>
      unwrap(client.POST('/clock/advance', { body: { days: 1 } })),
    );
  const deletable = names.filter((name) => name !== 'default');
  return (
    <fieldset class="row class-actions" aria-label="Actions on the selected learners">
      <Button disabled={isNone} onClick={() => resetSandboxes(names)}>
        Reset
      </Button>
      <Button disabled={isNone} onClick={() => setFrozen(true)}>
        Freeze
      </Button>
      <Button disabled={isNone} onClick={() => setFrozen(false)}>
        Run
      </Button>
      <Button disabled={isNone} onClick={advance}>
        +1 day
      </Button>
      <ScenarioMenus names={names} />
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
        onClick={async () => {
          if ((await deleteSandboxes(deletable)).length > 0) onDeleted();
        }}
      >
        Delete
      </Button>
    </fieldset>
  );
}

function ScenarioMenus({ names }: { readonly names: readonly string[] }) {
  const [scenarios, setScenarios] = useState<readonly Model<'ScenarioInfo'>[]>([]);
  useEffect(() => {
    // The scenarios are the same in every sandbox.
    unwrap(inSandbox('default').GET('/scenarios')).then(setScenarios, () => {});
  }, []);
  const items = (verb: 'POST' | 'DELETE', message: string) =>
    scenarios.map(({ name, description }) => ({
      label: name,
      ...(verb === 'POST' && { detail: description }),
      onSelect: () =>
        runOnAll(names, `${message} ${name}:`, (client) => {
          const params = { params: { path: { name } } };
          return verb === 'POST'
            ? unwrap(client.POST('/scenarios/{name}', params))
            : unwrap(client.DELETE('/scenarios/{name}', params));
        }),
    }));
  const endAll = {
    label: 'All faults',
    onSelect: () =>
      runOnAll(names, 'Ended all faults:', (client) => unwrap(client.DELETE('/faults'))),
  };
  return (
    <>
      <Menu isDisabled={names.length === 0} items={items('POST', 'Began')}>
        Begin a scenario ▾
      </Menu>
      <Menu isDisabled={names.length === 0} items={[endAll, ...items('DELETE', 'Ended')]}>
        End ▾
      </Menu>
    </>
  );
}

/** Runs an action in each sandbox, and says where it was done. */
async function runOnAll(
  names: readonly string[],
  message: string,
  action: (client: ReturnType<typeof inSandbox>) => Promise<unknown>,
): Promise<void> {
  const done = await attemptOnMany(names, (name) => action(inSandbox(name)));
  if (done.length > 0) showToast(`${message} ${nameList(done)}`);
}
