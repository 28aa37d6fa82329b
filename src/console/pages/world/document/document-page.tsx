import { inSandbox, unwrap } from '../../../api/client.js';
import { Button } from '../../../components/button.js';
import { EmptyState } from '../../../components/empty-state.js';
import { JsonView } from '../../../components/json-view.js';
import { confirm } from '../../../components/overlay/confirm.js';
import { Tabs } from '../../../components/tabs.js';
import { fieldLabel } from '../../../lib/field-label.js';
import { useLoaded } from '../../../state/loaded.js';
import { navigate, route, setQuery } from '../../../state/router.js';
import { sandboxName } from '../../../state/sandboxes.js';
import { attempt } from '../../../state/toasts.js';
import { type CollectionPlace, collectionHref, type DataDocument } from '../world.js';
import { Appearances } from './appearances.js';
import { Calls } from './calls.js';
import { DocumentForm } from './form.js';
import { Related } from './related.js';
import { Usage } from './usage.js';

interface DocumentPageProps extends CollectionPlace {
  readonly documentKey: string;
}

/** A document: its fields to edit, its usage, its appearances at other vendors, and the calls that touched it. */
export function DocumentPage({ contract, collection, documentKey }: DocumentPageProps) {
  const path = { contract: contract.id, collection: collection.name, key: documentKey };
  const {
    data: document,
    error,
    refresh,
  } = useLoaded(
    () =>
      unwrap(
        inSandbox(sandboxName.value).GET('/data/{contract}/{collection}/{key}', {
          params: { path },
        }),
      ),
    [path],
  );
  const { data: references } = useLoaded(
    () =>
      unwrap(
        inSandbox(sandboxName.value).GET('/data/{contract}/{collection}/{key}/references', {
          params: { path },
        }),
      ),
    [path, 'references'],
  );
  const back = (
    <a href={collectionHref(contract.id, collection.name)}>
      {contract.title} / {fieldLabel(collection.name)}
    </a>
  );
  if (!document)
    return error ? (
      <div class="page">
        <p class="breadcrumb">{back}</p>
        <EmptyState title={`There is no document ${documentKey}`}>
          <p>{error.message}</p>
        </EmptyState>
      </div>
    ) : (
      <div class="loading" aria-busy="true" />
    );
  const place = { contract, collection };
  const tabs = [
    { key: 'fields', title: 'Fields' },
    ...(collection.usage ? [{ key: 'usage', title: 'Usage' }] : []),
    { key: 'calls', title: 'Calls' },
    ...(collection.describes === null ? [] : [{ key: 'vendors', title: 'Other vendors' }]),
    { key: 'json', title: 'JSON' },
  ];
  const view = tabs.find(({ key }) => key === route.value.query.view)?.key ?? 'fields';
  return (
    <div class="page document-page">
      <header class="page-header">
        <div>
          <p class="breadcrumb">{back}</p>
          <h1>{titleOfDocument(document, references?.name)}</h1>
        </div>
        <Button kind="danger" onClick={() => remove(place, document)}>
          Delete
        </Button>
      </header>
      <Related referredBy={references?.referredBy ?? []} />
      <Tabs
        label="View of the document"
        tabs={tabs}
        selected={view}
        onSelect={(key) => setQuery({ view: key === 'fields' ? undefined : key })}
      >
        {view === 'fields' && (
          <DocumentForm
            {...place}
            document={document}
            targets={references?.refersTo ?? []}
            onSaved={refresh}
          />
        )}
        {view === 'usage' && <Usage {...place} documentKey={document.key} />}
        {view === 'calls' && <Calls {...place} document={document} />}
        {view === 'vendors' && <Appearances {...place} documentKey={document.key} />}
        {view === 'json' && <JsonView label={`the document ${document.key}`} value={document} />}
      </Tabs>
    </div>
  );
}

/** What people call a document, and its key. */
function titleOfDocument({ key }: DataDocument, name = key): string {
  return name === key ? key : `${name} · ${key}`;
}

async function remove(
  { contract, collection }: CollectionPlace,
  { key }: DataDocument,
): Promise<void> {
  const name = sandboxName.value;
  const isWanted = await confirm({
    title: `Delete ${key}?`,
    body: (
      <p>
        The document {key} of {fieldLabel(collection.name)} is deleted in the sandbox{' '}
        <strong>{name}</strong>. A reset of the sandbox or a snapshot brings it back.
      </p>
    ),
    action: `Delete in ${name}`,
  });
  if (!isWanted) return;
  const path = { contract: contract.id, collection: collection.name, key };
  const isDone = await attempt(
    () =>
      unwrap(inSandbox(name).DELETE('/data/{contract}/{collection}/{key}', { params: { path } })),
    `Deleted ${key}`,
  );
  if (isDone) navigate(`world/${contract.id}/${collection.name}`);
}
