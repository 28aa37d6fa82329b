import { useEffect, useRef, useState } from 'preact/hooks';
import { keySandbox } from '../api/credential.js';
import { SandboxBadge } from '../components/sandbox-badge.js';
import { SearchList } from '../components/search-list.js';
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
  const [isOpen, setOpen] = useState(false);
  const name = sandboxName.value;
  const badge = <SandboxBadge name={name} label={sandbox.value?.label ?? null} />;
  if (keySandbox.value !== undefined) return <div class="picker">{badge}</div>;
  return (
    <div class="picker">
      <button
        type="button"
        class="picker-button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={`Sandbox ${name}, change`}
        onClick={() => setOpen(!isOpen)}
      >
        {badge}
        <span aria-hidden="true">▾</span>
      </button>
      {isOpen && <PickerList onClose={() => setOpen(false)} />}
    </div>
  );
}

function PickerList({ onClose }: { readonly onClose: () => void }) {
  const [search, setSearch] = useState('');
  const root = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    void refreshSandboxes();
    const closeOutside = ({ target }: Event) => {
      if (!root.current?.parentElement?.contains(target as Node)) onClose();
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, []);
  const found = findSandboxes(sandboxes.value ?? [], search);
  const close = () => {
    root.current?.parentElement?.querySelector('button')?.focus();
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return onClose();
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close();
  };
  return (
    <dialog open class="picker-list" ref={root} onKeyDown={onKeyDown} aria-label="Choose a sandbox">
      <SearchList
        label="Search sandboxes"
        placeholder="Search by name or label"
        search={search}
        onSearch={setSearch}
        items={found.slice(0, maxListed)}
        keyOf={({ name }) => name}
        onChoose={({ name }) => {
          location.hash = sandboxHref(name);
          close();
        }}
        note={note(found.length, sandboxes.value?.length)}
        render={({ name, label }) => <SandboxBadge name={name} label={label} />}
      />
    </dialog>
  );
}

function note(found: number, total: number | undefined): string {
  if (total === undefined) return 'Loading';
  if (found === 0) return 'No sandbox has this name or label';
  return found > maxListed ? `${maxListed} of ${found}: search for more` : `${found} of ${total}`;
}
