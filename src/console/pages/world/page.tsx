import { EmptyState } from '../../components/empty-state.js';
import { useLoaded } from '../../state/loaded.js';
import { href, route } from '../../state/router.js';
import { CollectionTable } from './collection/collection-table.js';
import { CollectionNavigation } from './collection-navigation.js';
import { DocumentPage } from './document/document-page.js';
import { Overview } from './overview.js';
import { People } from './people.js';
import { Person } from './person.js';
import { findCollection, loadWorld, type World } from './world.js';

/** The data of the sandbox: an overview, its collections, a document or a person, as the URL says. */
export function Page() {
  const { data: world, error } = useLoaded(loadWorld, []);
  if (error && !world)
    return <EmptyState title="The world could not be read">{error.message}</EmptyState>;
  if (!world) return <div class="loading" aria-busy="true" />;
  return (
    <div class="world">
      <CollectionNavigation world={world} />
      <div class="world-content">
        <Content world={world} />
      </div>
    </div>
  );
}

function Content({ world }: { readonly world: World }) {
  const [, section, name, key] = route.value.segments;
  if (section === undefined) return <Overview world={world} />;
  if (section === 'people')
    return name === undefined ? <People /> : <Person key={name} id={name} />;
  const place = findCollection(world, section, name ?? '');
  if (!place)
    return (
      <EmptyState title={`There is no collection ${section}/${name ?? ''}`}>
        <p>
          <a href={href('world')}>Show the world</a>
        </p>
      </EmptyState>
    );
  const id = `${section} ${name} ${key ?? ''}`;
  return key === undefined ? (
    <CollectionTable key={id} {...place} />
  ) : (
    <DocumentPage key={id} {...place} documentKey={key} />
  );
}
