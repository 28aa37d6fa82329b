import type { Model } from '../../../api/client.js';
import { formatNumber } from '../../../lib/format.js';
import { collectionHref, filterSeparator, titleOf } from '../world.js';

type Referrers = Model<'Referrers'>;

interface RelatedProps {
  readonly referredBy: readonly Referrers[];
}

/** Links to the lists of documents that name a document. */
export function Related({ referredBy }: RelatedProps) {
  const found = referredBy.filter(({ documents }) => documents > 0);
  if (found.length === 0) return null;
  const isWithOwn = ({ contract, collection, field }: Referrers) =>
    found.filter(
      (each) =>
        each.contract === contract &&
        each.collection === collection &&
        each.field !== field &&
        !each.withBelow,
    ).length > 0;
  return (
    <nav class="related" aria-label="Documents that name it">
      {found.map((each) => (
        <a
          key={`${each.contract} ${each.collection} ${each.field} ${each.withBelow}`}
          href={collectionHref(each.contract, each.collection, {
            [each.filter]: each.values.join(filterSeparator),
          })}
        >
          {titleOf(each.collection)}
          {each.withBelow && ', with those below'}
          {isWithOwn(each) && (
            <>
              {' '}
              by <code>{each.field}</code>
            </>
          )}{' '}
          <span class="count">{formatNumber(each.documents)}</span>
        </a>
      ))}
    </nav>
  );
}
