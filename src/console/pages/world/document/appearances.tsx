import { inSandbox, unwrap } from '../../../api/client.js';
import { EmptyState } from '../../../components/empty-state.js';
import { useLoaded } from '../../../state/loaded.js';
import { sandboxName } from '../../../state/sandboxes.js';
import { SideBySide } from '../side-by-side.js';
import type { CollectionPlace } from '../world.js';

interface AppearancesProps extends CollectionPlace {
  readonly documentKey: string;
}

/** The documents of all vendors that describe the same person or organisation as a document. */
export function Appearances({ contract, collection, documentKey }: AppearancesProps) {
  const path = { contract: contract.id, collection: collection.name, key: documentKey };
  const { data, error } = useLoaded(
    () =>
      unwrap(
        inSandbox(sandboxName.value).GET('/data/{contract}/{collection}/{key}/shared', {
          params: { path },
        }),
      ),
    [path],
  );
  if (error) return <EmptyState title="No other vendor describes it">{error.message}</EmptyState>;
  if (!data) return <div class="loading" aria-busy="true" />;
  return <SideBySide documents={data.documents} />;
}
