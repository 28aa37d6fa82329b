import { contracts as vendors } from '../../state/operations.js';
import { setQuery } from '../../state/router.js';
import type { ContractCoverage } from './coverage.js';

interface SharesProps {
  /** Undefined until they are loaded. */
  readonly contracts: readonly ContractCoverage[] | undefined;
  /** The vendor API whose operations are listed; undefined for all. */
  readonly selected: string | undefined;
}

const kinds = ['operations', 'statuses', 'parameters', 'scopes', 'pages'] as const;

/** For each vendor API how much of what is published was used. A click lists its operations alone. */
export function Shares({ contracts, selected }: SharesProps) {
  return (
    <div class="shares">
      {contracts?.map((contract) => {
        const isSelected = contract.contract === selected;
        return (
          <section key={contract.contract} class="card">
            <button
              type="button"
              class="share-title"
              aria-pressed={isSelected}
              onClick={() => setQuery({ api: isSelected ? undefined : contract.contract })}
            >
              {vendors.value?.find(({ id }) => id === contract.contract)?.title ??
                contract.contract}
            </button>
            <dl>
              {kinds
                .filter((kind) => contract[kind].published > 0)
                .map((kind) => (
                  <Share key={kind} kind={kind} {...contract[kind]} />
                ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
}

interface ShareProps {
  readonly kind: string;
  readonly used: number;
  readonly published: number;
}

/** The kinds whose name says too little. */
const titles: Readonly<Record<string, string>> = { pages: 'later pages' };

function Share({ kind, used, published }: ShareProps) {
  return (
    <div>
      <dt>{titles[kind] ?? kind}</dt>
      <dd>
        <meter min={0} max={published} value={used} aria-label={`${kind} used`} />
        <span class="share-count">
          {used} of {published}
        </span>
      </dd>
    </div>
  );
}
