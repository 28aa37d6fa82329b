import { keySandbox } from '../api/credential.js';
import { Picker } from '../components/picker.js';
import { SandboxBadge } from '../components/sandbox/sandbox-badge.js';
import { sandboxHref } from '../state/router.js';
import {
  findSandboxes,
  refreshSandboxes,
  sandbox,
  sandboxes,
  sandboxName,
} from '../state/sandboxes.js';

/** The list shows so many; a search narrows it. */
const maxListed = 50;

/** Shows the sandbox of the page, and changes it. The holder of a key has only one. */
export function SandboxPicker() {
  const name = sandboxName.value;
  const badge = <SandboxBadge name={name} label={sandbox.value?.label ?? null} />;
  if (keySandbox.value !== undefined) return <div class="picker">{badge}</div>;
  return (
    <Picker
      label={`Sandbox ${name}, change`}
      title="Choose a sandbox"
      searchLabel="Search sandboxes"
      placeholder="Search by name or label"
      find={find}
      keyOf={(each) => each.name}
      onOpen={() => void refreshSandboxes()}
      onChoose={(each) => {
        location.hash = sandboxHref(each.name);
      }}
      render={(each) => <SandboxBadge name={each.name} label={each.label} />}
    >
      {badge}
    </Picker>
  );
}

function find(text: string) {
  const found = findSandboxes(sandboxes.value ?? [], text);
  return { items: found.slice(0, maxListed), note: note(found.length, sandboxes.value?.length) };
}

function note(found: number, total: number | undefined): string {
  if (total === undefined) return 'Loading';
  if (found === 0) return 'No sandbox has this name or label';
  return found > maxListed ? `${maxListed} of ${found}: search for more` : `${found} of ${total}`;
}
