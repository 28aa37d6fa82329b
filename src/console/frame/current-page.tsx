import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { server, unwrap } from '../api/client.js';
import { Button } from '../components/button.js';
import { EmptyState } from '../components/empty-state.js';
import type { PageEntry } from '../pages/index.js';
import { href } from '../state/router.js';
import { isMissing, refreshAll, sandboxName } from '../state/sandboxes.js';
import { attempt } from '../state/toasts.js';
import { currentPage } from './navigation.js';

/** The page that the URL names, in the sandbox that it names. */
export function CurrentPage() {
  const entry = currentPage();
  if (!entry)
    return (
      <EmptyState title="There is no such page">
        <p>
          <a href={href('')}>Go to Home</a>
        </p>
      </EmptyState>
    );
  if (isMissing.value && !entry.isServerWide) return <MissingSandbox name={sandboxName.value} />;
  // A page begins anew in another sandbox, so that nothing of the former one is shown.
  return (
    <LoadedPage
      key={`${entry.path} ${entry.isServerWide ? '' : sandboxName.value}`}
      entry={entry}
    />
  );
}

/** The modules that have been loaded, so that a page that was shown before is there at once. */
const loaded = new Map<PageEntry, ComponentType>();

function LoadedPage({ entry }: { readonly entry: PageEntry }) {
  const [error, setError] = useState<Error>();
  const [, setCount] = useState(0);
  useEffect(() => {
    document.title = `${entry.title} - Understudy`;
    if (loaded.has(entry)) return;
    entry.load().then(({ Page }) => {
      loaded.set(entry, Page);
      setCount((count) => count + 1);
    }, setError);
  }, [entry]);
  if (error)
    return (
      <EmptyState title="The page could not be loaded">
        <p>The server may have been updated or stopped.</p>
        <Button onClick={() => location.reload()}>Reload</Button>
      </EmptyState>
    );
  const Page = loaded.get(entry);
  return Page ? <Page /> : <div class="loading" aria-busy="true" />;
}

function MissingSandbox({ name }: { readonly name: string }) {
  const create = () =>
    attempt(async () => {
      await unwrap(server.POST('/sandboxes', { body: { name } }));
      await refreshAll();
    }, `Created the sandbox ${name}`);
  return (
    <EmptyState title={`There is no sandbox ${name}`}>
      <p>It may have been deleted, or not be created yet.</p>
      <p class="row">
        <Button kind="primary" onClick={create}>
          Create {name}
        </Button>
        <a class="button" href={href('', { sandbox: 'default' })}>
          Go to default
        </a>
      </p>
    </EmptyState>
  );
}
