import { useMemo, useState } from 'preact/hooks';
import { deleteSandboxes, resetSandboxes } from '../../actions/sandboxes.js';
import { keySandbox } from '../../api/credential.js';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { deselect } from '../../components/table/selection.js';
import { Table } from '../../components/table/table.js';
import { formatBytes, plural } from '../../lib/format.js';
import { href, navigate, route, setQuery } from '../../state/router.js';
import { useSandboxes } from '../../state/sandbox-list.js';
import { findSandboxes, type Sandbox } from '../../state/sandboxes.js';
import { columns } from './columns.js';
import { CreateDialog } from './create-dialog.js';
import { ImportDialog } from './import-dialog.js';
import { ImportZone } from './import-zone.js';

const keyOf = ({ name }: Sandbox) => name;

/** The sandboxes of the server, with the actions on one or many. */
export function SandboxList() {
  const all = useSandboxes();
  const { search = '', sort, new: source } = route.value.query;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [file, setFile] = useState<File>();
  const found = useMemo(() => findSandboxes(all ?? [], search), [all, search]);
  // What has been deleted meanwhile, or is not shown, is not acted on.
  const chosen = found.map(keyOf).filter((name) => selected.has(name));
  const mayCreate = keySandbox.value === undefined;
  return (
    <ImportZone onFile={setFile}>
      <div class="page filled sandboxes-page">
        <header class="page-header">
          <h1>Sandboxes</h1>
          <div class="row">
            {mayCreate && (
              <a class="button primary" href={href('sandboxes', { new: 'seeds', search, sort })}>
                New sandbox
              </a>
            )}
            <FileButton onFile={setFile} />
          </div>
        </header>
        <div class="row list-tools">
          <input
            type="search"
            aria-label="Search sandboxes"
            placeholder="Search by name or label"
            value={search}
            onInput={({ currentTarget }) => setQuery({ search: currentTarget.value })}
          />
          <span class="muted" role="status">
            {all && summary(found, all.length)}
          </span>
          <SelectionActions
            names={chosen}
            onDone={(done) => setSelected((present) => deselect(present, done))}
          />
        </div>
        {all ? (
          <Table
            label="Sandboxes"
            columns={columns}
            rows={found}
            keyOf={keyOf}
            sort={sort}
            onSort={(next) => setQuery({ sort: next })}
            onOpen={({ name }) => navigate(`sandboxes/${name}`)}
            selection={{ selected, onChange: setSelected }}
            empty={
              <EmptyState title="No sandbox has this name or label">
                <Button onClick={() => setQuery({ search: undefined })}>Show all sandboxes</Button>
              </EmptyState>
            }
          />
        ) : (
          <div class="loading" aria-busy="true" />
        )}
        {source !== undefined && mayCreate && (
          <CreateDialog source={source} sandboxes={all ?? []} />
        )}
        {file && (
          <ImportDialog file={file} sandboxes={all ?? []} onClose={() => setFile(undefined)} />
        )}
      </div>
    </ImportZone>
  );
}

function summary(found: readonly Sandbox[], total: number): string {
  const bytes = formatBytes(found.reduce((sum, each) => sum + each.bytes, 0));
  const count = plural(total, 'sandbox', 'sandboxes');
  return found.length === total ? `${count}, ${bytes}` : `${found.length} of ${count}, ${bytes}`;
}

interface SelectionActionsProps {
  readonly names: readonly string[];
  /** Gets the sandboxes where an action was done. The others may be tried again. */
  readonly onDone: (names: readonly string[]) => void;
}

function SelectionActions({ names, onDone }: SelectionActionsProps) {
  const deletable = names.filter((name) => name !== 'default');
  const isNone = names.length === 0;
  const [first, second] = names;
  return (
    <fieldset class="row selection-actions" aria-label="Actions on the selected sandboxes">
      <span class="muted">
        {isNone ? 'Select rows to act on them' : `${names.length} selected`}
      </span>
      <Button
        disabled={names.length !== 2}
        title="Select two sandboxes to compare them"
        onClick={() => navigate(`sandboxes/${second}`, { compare: first })}
      >
        Compare
      </Button>
      <Button disabled={isNone} onClick={async () => onDone(await resetSandboxes(names))}>
        Reset
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

/** Chooses a file to import, for those who do not drag one. */
export function FileButton({ onFile }: { readonly onFile: (file: File) => void }) {
  return (
    <label class="button file-button">
      Import …
      <input
        type="file"
        accept=".sqlite,application/vnd.sqlite3"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // The same file can be chosen again.
          currentTarget.value = '';
          if (file) onFile(file);
        }}
      />
    </label>
  );
}
