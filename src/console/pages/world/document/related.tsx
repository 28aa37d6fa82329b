import type { Model } from '../../../api/client.js';
import { FieldName } from '../../../components/text/field-name.js';
import { fieldLabel } from '../../../lib/field-label.js';
import { formatNumber } from '../../../lib/format.js';
import { collectionHref, filterSeparator } from '../world.js';

type Referrers = Model<'Referrers'>;

interface RelatedProps {
  readonly referredBy: readonly Referrers[];
}

/** The lists of the documents that name a document by one field: itself, and with the documents below it. */
interface Relation {
  readonly own: Referrers;
  /** Undefined where the documents below it are named by no others. */
  readonly below: Referrers | undefined;
}

/** Links to the lists of documents that name a document. */
export function Related({ referredBy }: RelatedProps) {
  const relations = relationsOf(referredBy);
  if (relations.length === 0) return null;
  return (
    <nav class="related" aria-label="Documents that name it">
      {relations.map(({ own, below }) => {
        const title = fieldLabel(own.collection);
        const field = isAmbiguous(own, referredBy) && (
          <>
            {' '}
            by <FieldName path={own.field} />
          </>
        );
        return (
          <span key={`${own.contract} ${own.collection} ${own.field}`}>
            <a href={hrefOf(own)}>
              {title}
              {field} <span class="count">{formatNumber(own.documents)}</span>
            </a>
            {below && (
              <>
                {', '}
                <a
                  href={hrefOf(below)}
                  aria-label={`${title}, with those below ${below.documents}`}
                >
                  with those below <span class="count">{formatNumber(below.documents)}</span>
                </a>
              </>
            )}
          </span>
        );
      })}
    </nav>
  );
}

function relationsOf(referredBy: readonly Referrers[]): Relation[] {
  return referredBy
    .filter(({ withBelow }) => !withBelow)
    .map((own) => ({
      own,
      below: referredBy.find(
        (each) => each.withBelow && isSameField(each, own) && each.documents > own.documents,
      ),
    }))
    .filter(({ own, below }) => own.documents > 0 || below);
}

function isSameField(one: Referrers, other: Referrers): boolean {
  return isSameCollection(one, other) && one.field === other.field;
}

function isSameCollection(one: Referrers, other: Referrers): boolean {
  return one.contract === other.contract && one.collection === other.collection;
}

/** Whether documents of the collection name the document by another field too. */
function isAmbiguous(own: Referrers, referredBy: readonly Referrers[]): boolean {
  return referredBy.some((each) => isSameCollection(each, own) && each.field !== own.field);
}

function hrefOf({ contract, collection, filter, values }: Referrers): string {
  return collectionHref(contract, collection, { [filter]: values.join(filterSeparator) });
}
