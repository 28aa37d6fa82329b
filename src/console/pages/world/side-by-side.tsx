import type { Model } from '../../api/client.js';
import { Breakable } from '../../components/text/breakable.js';
import { FieldName } from '../../components/text/field-name.js';
import { fieldLabel } from '../../lib/field-label.js';
import { useContracts } from '../../state/operations.js';
import { href } from '../../state/router.js';
import { documentPath, shortText } from './world.js';

type Appearance = Model<'ThingDocuments'>['documents'][number];

/** Documents of several vendors beside each other, each with its fields. A vendor without one says so. */
export function SideBySide({ documents }: { readonly documents: readonly Appearance[] }) {
  const vendors = useContracts();
  return (
    <div class="side-by-side">
      {vendors?.map(({ id, title }) => {
        const own = documents.filter(({ contract }) => contract === id);
        return (
          <section key={id} class="card appearance" aria-label={title}>
            <h2>{title}</h2>
            {own.length === 0 && <p class="muted">Not known there.</p>}
            {own.map((document) => (
              <AppearanceFields key={document.collection} document={document} />
            ))}
          </section>
        );
      })}
    </div>
  );
}

function AppearanceFields({ document }: { readonly document: Appearance }) {
  const { contract, collection, key, wire, internal } = document;
  return (
    <>
      <p>
        <a href={href(documentPath(contract, collection, key))}>
          {fieldLabel(collection)} <code>{key}</code>
        </a>
      </p>
      <dl>
        {[...leaves(wire), ...leaves(internal)].map(([name, value]) => (
          <div key={name}>
            <dt>
              <FieldName path={name} />
            </dt>
            <dd>{value ? <Breakable text={value} /> : <span class="muted">–</span>}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** The values of an object with their names; those of objects in it are joined by dots. */
function leaves(value: Readonly<Record<string, unknown>>, prefix = ''): [string, string][] {
  return Object.entries(value).flatMap(([name, each]): [string, string][] => {
    const path = `${prefix}${name}`;
    if (Array.isArray(each) && !each.some((item) => typeof item === 'object'))
      return [[path, each.join(', ')]];
    if (typeof each !== 'object' || each === null) return [[path, shortText(each)]];
    return leaves(each as Record<string, unknown>, `${path}.`);
  });
}
