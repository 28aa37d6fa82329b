import { ref } from '../../../schemas/annotations.js';
import { DocumentParams } from '../../../schemas/control/data.js';
import {
  SharedThings,
  ThingDocuments,
  ThingParams,
  ThingsParams,
  ThingsQuery,
  UsageByDay,
  UsageQuery,
} from '../../../schemas/control/views/shared.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { notFound } from '../../simulator/contract/problem.js';
import { dataCatalogueOf } from '../../simulator/data/catalogue.js';
import { findAppearances, listThings, thingKinds } from '../../simulator/data/shared/things.js';
import { DataWriter } from '../../simulator/data/writer.js';
import { nothingNamed, suggestion } from '../../simulator/validation/suggestion.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { ControlContext } from '../context.js';

const tags = ['data'];
const config = { access: anyScope, effect: 'read' } as const;

/** Operations on what documents say together: the things that several vendors describe, and the usage of a document by day. */
export function sharedOperations({ contracts }: ControlContext): Operation[] {
  const catalogue = () => dataCatalogueOf(contracts);
  const requireDocument = (
    sandbox: Sandbox,
    { contract, collection, key }: { contract: string; collection: string; key: string },
  ) => {
    const entry = catalogue().require(contract, collection);
    return { entry, document: new DataWriter(sandbox, catalogue()).stored(entry, key) };
  };
  return [
    operation({
      method: 'GET',
      url: '/shared/:kind',
      config,
      schema: {
        operationId: 'listThings',
        summary: 'List the things that several vendors describe, such as people',
        description:
          'Lists each person, or each organisation, once, with the documents of all vendors that describe it. A name that is changed in one of them changes in the others.',
        tags,
        params: ThingsParams,
        querystring: ThingsQuery,
        response: { 200: ref(SharedThings) },
      },
      handler({ sandbox, params: { kind }, query: { search = '', limit = 50, offset = 0 } }) {
        requireKind(kind, thingKinds(catalogue()));
        const wanted = search.toLowerCase();
        const found = listThings(sandbox, catalogue(), kind).filter(({ id, names }) =>
          [id, ...Object.values(names), Object.values(names).join(' ')].some((text) =>
            text.toLowerCase().includes(wanted),
          ),
        );
        return { total: found.length, things: found.slice(offset, offset + limit) };
      },
    }),
    operation({
      method: 'GET',
      url: '/shared/:kind/:id',
      config,
      schema: {
        operationId: 'readThing',
        summary: 'Read the documents of all vendors that describe a person or another thing',
        tags,
        params: ThingParams,
        response: { 200: ref(ThingDocuments) },
      },
      handler({ sandbox, params: { kind, id } }) {
        requireKind(kind, thingKinds(catalogue()));
        const documents = findAppearances(sandbox, catalogue(), { kind, id });
        if (documents.length > 0) return { kind, id, documents };
        const known = listThings(sandbox, catalogue(), kind).map((each) => each.id);
        throw notFound(`There is no ${kind} ${id}${suggestion(id, known)}`);
      },
    }),
    operation({
      method: 'GET',
      url: '/data/:contract/:collection/:key/shared',
      config,
      schema: {
        operationId: 'readThingOfDocument',
        summary: 'Read the documents of all vendors that describe the same thing as a document',
        tags,
        params: DocumentParams,
        response: { 200: ref(ThingDocuments) },
      },
      handler({ sandbox, params }) {
        const { entry, document } = requireDocument(sandbox, params);
        const { shared } = entry.rules;
        const id = shared?.id(document);
        if (!shared || id === undefined)
          throw notFound(
            `The document ${params.key} of ${entry.contract}/${entry.name} describes nothing that other vendors describe`,
          );
        const { kind } = shared;
        return { kind, id, documents: findAppearances(sandbox, catalogue(), { kind, id }) };
      },
    }),
    operation({
      method: 'GET',
      url: '/data/:contract/:collection/:key/usage',
      config,
      schema: {
        operationId: 'readUsage',
        summary: 'Read what a document has used on each of the last days',
        description:
          "Reads the usage of each of the last days, up to the present time of the sandbox's clock. The days since the first of the month add up to the counter of the month.",
        tags,
        params: DocumentParams,
        querystring: UsageQuery,
        response: { 200: ref(UsageByDay) },
      },
      handler({ sandbox, params, query: { days = 60 } }) {
        const { entry, document } = requireDocument(sandbox, params);
        const { usageByDay } = entry.rules;
        if (usageByDay) return usageByDay(document, sandbox, days);
        const others = [...catalogue()]
          .filter(({ rules }) => rules.usageByDay)
          .map(({ contract, name }) => `${contract}/${name}`);
        throw notFound(
          `Documents of ${entry.contract}/${entry.name} have no usage by day; those of ${others.join(', ')} have one`,
        );
      },
    }),
  ];
}

/** Throws a 404 problem for a kind that no collection describes. */
function requireKind(kind: string, known: readonly string[]): void {
  if (!known.includes(kind)) throw notFound(nothingNamed(kind, known, ['kind', 'kinds']));
}
