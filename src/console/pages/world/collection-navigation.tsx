import { fieldLabel } from '../../lib/field-label.js';
import { formatNumber } from '../../lib/format.js';
import { href, navigate, route } from '../../state/router.js';
import { collectionHref, type World } from './world.js';

interface CollectionNavigationProps {
  readonly world: World;
}

/** The links to the collections of each vendor, with the numbers of their documents; a list to choose from in a narrow window. */
export function CollectionNavigation({ world }: CollectionNavigationProps) {
  const { segments } = route.value;
  const [, section = '', name = ''] = segments;
  const current = (place: string) => (`${section}/${name}` === place ? 'page' : undefined);
  return (
    <>
      <nav class="collections" aria-label="Collections">
        <a href={href('world')} aria-current={section === '' ? 'page' : undefined}>
          Overview
        </a>
        <a href={href('world/people')} aria-current={section === 'people' ? 'page' : undefined}>
          People
        </a>
        {world.contracts.map((contract) => (
          <section key={contract.id} aria-label={contract.title}>
            <h2>{contract.title}</h2>
            {contract.collections.map((each) => (
              <a
                key={each.name}
                href={collectionHref(contract.id, each.name)}
                aria-current={current(`${contract.id}/${each.name}`)}
                title={each.description}
              >
                <span>{fieldLabel(each.name)}</span>
                <span class="count">{formatNumber(each.documents)}</span>
              </a>
            ))}
          </section>
        ))}
      </nav>
      <select
        class="collections-choice"
        aria-label="Collection"
        value={segments.slice(1, 3).join('/')}
        onChange={({ currentTarget }) => navigate(`world/${currentTarget.value}`)}
      >
        <option value="">Overview</option>
        <option value={section === 'people' ? segments.slice(1, 3).join('/') : 'people'}>
          People
        </option>
        {world.contracts.map((contract) => (
          <optgroup key={contract.id} label={contract.title}>
            {contract.collections.map((each) => (
              <option key={each.name} value={`${contract.id}/${each.name}`}>
                {fieldLabel(each.name)} ({formatNumber(each.documents)})
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </>
  );
}
