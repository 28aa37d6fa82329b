import type { ObjectSchemas, Timestamped } from '../../../../schemas/b2core/objects.js';
import { type AnyRules, documentRules } from '../../../simulator/data/rules.js';
import { pathParamNames } from '../../../simulator/resources/resource.js';
import type { AnyCollection, Collection } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { newStamp } from '../identifiers.js';
import type { ReferencedObject } from './object-checks.js';

interface RulesSpec<Stored> {
  readonly schemas: ObjectSchemas<Stored>;
  readonly collection: Collection<Stored, Record<string, never>>;
  readonly url: string;
  readonly parent?: { readonly rules: AnyRules };
  readonly references?: Readonly<Record<string, ReferencedObject>>;
  readonly mentions?: Readonly<Record<string, AnyCollection>>;
  readonly columns: readonly (keyof Stored & string)[];
  readonly nameFields: readonly (keyof Stored & string)[];
  readonly unique?: readonly (keyof Stored & string)[];
}

/** How the control plane reads and writes the objects of a resource: what its own operations demand holds there too. */
export function objectRules<Stored extends Timestamped>(
  spec: RulesSpec<Stored>,
  derive: (item: Stored, sandbox: Sandbox) => Stored,
): AnyRules {
  const { schemas, collection, url, parent, references = {}, mentions = {}, unique = [] } = spec;
  const { id, nouns, defaults, input } = schemas;
  const [scope] = pathParamNames(url);
  const targets = Object.entries(references).map(([field, [to]]) => ({ at: `/wire/${field}`, to }));
  return documentRules<Stored, Record<string, never>>({
    collection,
    description: `${nouns[1][0]?.toUpperCase()}${nouns[1].slice(1)}`,
    columns: spec.columns,
    nameFields: spec.nameFields,
    keyField: `/wire/${id}`,
    // Inside another object a field is unique there only.
    unique: scope ? {} : Object.fromEntries(unique.map((field) => [field, `/wire/${field}`])),
    references: [
      ...targets,
      ...(scope && parent ? [{ at: `/wire/${scope}`, to: parent.rules.collection }] : []),
      ...Object.entries(mentions).map(([field, to]) => ({
        at: `/wire/${field}`,
        to,
        mayDangle: true as const,
      })),
    ],
    derive: ({ wire, internal }, { sandbox }) => ({ wire: derive(wire, sandbox), internal }),
    ...(Object.keys(input.properties).length > 0 && {
      generate({ sandbox, number }) {
        const { id: key, ...times } = newStamp(sandbox);
        const [example = {}] = input.examples as [object];
        const numbered = unique.map((field) => {
          const value = (example as Stored)[field];
          return [field, typeof value === 'number' ? number : `${value} ${number}`];
        });
        const wire = {
          [id]: key,
          ...(scope && {
            [scope]: sandbox.documents(parent?.rules.collection ?? collection).keys({})[0],
          }),
          ...defaults,
          ...example,
          ...Object.fromEntries(numbered),
          ...times,
        };
        return { wire: wire as unknown as Stored, internal: {} };
      },
    }),
  });
}
