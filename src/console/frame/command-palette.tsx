import { useEffect, useMemo, useState } from 'preact/hooks';
import { Dialog } from '../components/overlay/dialog.js';
import { SearchList } from '../components/search-list.js';
import { isPaletteOpen } from '../state/palette.js';
import { type Command, loadCommands, searchCommands } from './commands.js';

addEventListener('keydown', (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
  event.preventDefault();
  isPaletteOpen.value = !isPaletteOpen.value;
});

/** Finds pages, operations, personas and sandboxes by a few letters. Ctrl-K opens it. */
export function CommandPalette() {
  if (!isPaletteOpen.value) return null;
  return (
    <Dialog title="Go to" onClose={close}>
      <Palette />
    </Dialog>
  );
}

function close(): void {
  isPaletteOpen.value = false;
}

function Palette() {
  const [commands, setCommands] = useState<readonly Command[]>([]);
  const [isLoading, setLoading] = useState(true);
  const [search, setSearch] = useState('');
  useEffect(() => {
    let isOpen = true;
    const report = (loaded: readonly Command[]) => isOpen && setCommands(loaded);
    void loadCommands(report).then(() => isOpen && setLoading(false));
    return () => {
      isOpen = false;
    };
  }, []);
  const found = useMemo(() => searchCommands(commands, search), [commands, search]);
  const run = (command: Command) => {
    close();
    void command.run();
  };
  return (
    <div class="palette">
      <SearchList
        label="Pages, operations, personas and sandboxes"
        placeholder="Page, operation, persona or sandbox"
        search={search}
        onSearch={setSearch}
        items={found}
        keyOf={({ key }) => key}
        onChoose={run}
        note={isLoading ? 'Loading …' : found.length === 0 ? 'Nothing has this name' : ''}
        render={({ kind, title, detail }) => (
          <>
            <span class="tag">{kind}</span>
            <span class="palette-title">{title}</span>
            <span class="palette-detail">{detail}</span>
          </>
        )}
      />
    </div>
  );
}
