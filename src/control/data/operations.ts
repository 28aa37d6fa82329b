import { type TSchema, Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import {
  CollectionParams,
  DataCreated,
  DataDocument,
  DataFields,
  DataGenerator,
  DataPage,
  DataQuery,
  DataWorld,
  DataWritten,
  DocumentParams,
  maxDocuments,
} from '../../../schemas/control/data.js';
import { noContent } from '../../../schemas/responses.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { badRequest, type FieldError, type Problem } from '../../simulator/contract/problem.js';
import { StatusResponse } from '../../simulator/contract/responses.js';
import { type DataCollection, dataCatalogueOf } from '../../simulator/data/catalogue.js';
import { DocumentErrors } from '../../simulator/data/document-errors.js';
import { parseQuery, sortNames } from '../../simulator/data/query.js';
import { pageByName } from '../../simulator/data/references/name-order.js';
import { findTargets } from '../../simulator/data/references/names.js';
import { nameSorts } from '../../simulator/data/references/reference-columns.js';
import {
  DataWriter,
  type DataDocument as Document,
  toDataDocument,
} from '../../simulator/data/writer.js';
import { Validator } from '../../simulator/validation/validator.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { ControlContext } from '../context.js';
import { describeWorld } from './description.js';
import { publishData } from './publish.js';

const tags = ['data'];

const writeConfig = { access: anyScope, effect: 'change', isJournaled: true } as const;

/** Operations on the documents of a sandbox: read, arrange, add and remove them. */
export function dataOperations({ contracts }: ControlContext): Operation[] {
  const catalogue = () => dataCatalogueOf(contracts);
  const writerOf = (sandbox: Sandbox) => new DataWriter(sandbox, catalogue());
  const entryAt = ({ contract, collection }: { contract: string; collection: string }) =>
    catalogue().require(contract, collection);
  return [
    operation({
      method: 'GET',
      url: '/data',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'describeData',
        summary:
          'Describe the world of a sandbox: collections with their schemas, and what they contain',
        tags,
        response: { 200: ref(DataWorld) },
      },
      handler: ({ sandbox }) => describeWorld(sandbox, contracts, catalogue()),
    }),
    operation({
      method: 'GET',
      url: '/data/:contract/:collection',
      config: { access: anyScope, effect: 'read', checksParameters: true },
      schema: {
        operationId: 'listDocuments',
        summary: 'List documents, page by page, filtered, sorted and searched',
        description:
          'Every other parameter is a filter: the name of a field with a value that it equals, such as `?corpId=NORTHSTAR-BUS&status=suspended`. A filter that is sent several times takes any of the values.',
        tags,
        params: CollectionParams,
        querystring: DataQuery,
        response: { 200: ref(DataPage) },
      },
      async handler({ sandbox, params, query }) {
        const entry = entryAt(params);
        const { rules } = entry;
        const { limit = 50, offset = 0, targets = false } = query;
        const { query: wanted, order, errors } = parseQuery(rules, query, sortNames(rules));
        if (errors.length > 0) throw badRequest(errors);
        const scope = { sandbox, catalogue: catalogue() };
        const byName = nameSorts(rules).get(order.column);
        const { descending } = order;
        const page = byName
          ? await pageByName(entry, { ...byName, query: wanted, descending, offset, limit }, scope)
          : await sandbox
              .documents(rules.collection)
              .documentPage(wanted, order, { offset, limit });
        const documents = page.documents.map((each) => toDataDocument(rules, each, sandbox));
        return {
          total: page.total,
          documents,
          ...(targets && { targets: findTargets(entry, page.documents, scope) }),
        };
      },
    }),
    operation({
      method: 'POST',
      url: '/data/:contract/:collection',
      config: { ...writeConfig, refusals: { 409: 'There is a document with the key.' } },
      schema: {
        operationId: 'createDocuments',
        summary: 'Add a document, an array of documents, or generated ones',
        description:
          'Adds one document, or all documents of an array or none. Fields that follow from others may be left out. A document that lacks other fields is completed with those of a generated one, where the collection generates documents. `generate` adds so many documents like the seeded ones, drawn from the seed of the world: the same calls give the same documents.',
        tags,
        params: CollectionParams,
        body: creationBody,
        response: { 201: oneOrMany },
      },
      check: ({ body }) => generatorErrors(body),
      handler({ sandbox, params, body }) {
        const entry = entryAt(params);
        const writer = writerOf(sandbox);
        if (isGenerator(body)) {
          const { generate, like = {} } = body as DataGenerator;
          if (!entry.rules.generate) throw cannotGenerate(entry);
          const keys = generateAll(generate, () => writer.generate(entry, like));
          publishData(sandbox, entry, { change: 'added', keys });
          return new StatusResponse(201, { created: generate, keys, followed: writer.followed });
        }
        if (!Array.isArray(body)) {
          const document = attempt(() => writer.create(entry, body));
          publishData(sandbox, entry, { change: 'added', keys: [document.key] });
          return new StatusResponse(201, { ...document, followed: writer.followed });
        }
        const keys = createAll(body, (each) => writer.create(entry, each));
        publishData(sandbox, entry, { change: 'added', keys });
        return new StatusResponse(201, { created: keys.length, keys, followed: writer.followed });
      },
    }),
    operation({
      method: 'GET',
      url: '/data/:contract/:collection/:key',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'readDocument',
        summary: 'Read a document, without its secrets',
        tags,
        params: DocumentParams,
        response: { 200: ref(DataDocument) },
      },
      handler: ({ sandbox, params }) => writerOf(sandbox).get(entryAt(params), params.key),
    }),
    operation({
      method: 'PUT',
      url: '/data/:contract/:collection/:key',
      config: writeConfig,
      schema: {
        operationId: 'replaceDocument',
        summary: 'Replace a document, or add it; 201 if it is new',
        description: 'Replaces all fields of a document but its secrets, or adds it.',
        tags,
        params: DocumentParams,
        body: ref(DataFields),
        response: { 200: ref(DataWritten), 201: ref(DataWritten) },
      },
      handler({ sandbox, params, body }) {
        const entry = entryAt(params);
        const writer = writerOf(sandbox);
        const isNew = !writer.has(entry, params.key);
        const document = attempt(() => writer.replace(entry, params.key, body));
        publishData(sandbox, entry, {
          change: isNew ? 'added' : 'changed',
          keys: [document.key],
        });
        return new StatusResponse(isNew ? 201 : 200, { ...document, followed: writer.followed });
      },
    }),
    operation({
      method: 'PATCH',
      url: '/data/:contract/:collection/:key',
      config: writeConfig,
      schema: {
        operationId: 'patchDocument',
        summary: 'Change some fields of a document',
        description:
          'Changes the fields that are sent. Objects are merged key by key (RFC 7396), arrays are replaced; null is stored where the schema allows it, and removes the field elsewhere.',
        tags,
        params: DocumentParams,
        body: ref(DataFields),
        response: { 200: ref(DataWritten) },
      },
      handler({ sandbox, params, body }) {
        const entry = entryAt(params);
        const writer = writerOf(sandbox);
        const document = attempt(() => writer.patch(entry, params.key, body));
        publishData(sandbox, entry, { change: 'changed', keys: [document.key] });
        return { ...document, followed: writer.followed };
      },
    }),
    operation({
      method: 'DELETE',
      url: '/data/:contract/:collection/:key',
      config: {
        ...writeConfig,
        effect: 'destroy',
        refusals: { 409: 'Other documents name the document; the response says which.' },
      },
      schema: {
        operationId: 'deleteDocument',
        summary: 'Delete a document that no other one names',
        tags,
        params: DocumentParams,
        response: { 204: noContent },
      },
      handler({ sandbox, params }) {
        const entry = entryAt(params);
        writerOf(sandbox).delete(entry, params.key);
        publishData(sandbox, entry, { change: 'removed', keys: [params.key] });
      },
    }),
  ];
}

const creationBody: TSchema = Type.Unsafe({
  anyOf: [
    ref(DataFields),
    ref(DataGenerator),
    Type.Array(ref(DataFields), { minItems: 1, maxItems: maxDocuments }),
  ],
});

const oneOrMany: TSchema = Type.Unsafe({ anyOf: [ref(DataWritten), ref(DataCreated)] });

/** Runs a write. Throws a problem in place of DocumentErrors. */
function attempt(write: () => Document): Document {
  try {
    return write();
  } catch (error) {
    throw error instanceof DocumentErrors ? error.toProblem() : error;
  }
}

/** Adds all documents of an array and returns their keys. Throws one problem with the errors of all. */
function createAll(sent: readonly unknown[], create: (each: unknown) => Document): string[] {
  const failures: DocumentErrors[] = [];
  const keys = sent.flatMap((each, index) => {
    try {
      return create(each).key;
    } catch (error) {
      if (!(error instanceof DocumentErrors)) throw error;
      failures.push(error.movedTo(`/${index}`));
      return [];
    }
  });
  if (failures.length === 0) return keys;
  const errors = failures.flatMap((failure) => failure.errors);
  throw new DocumentErrors(
    errors,
    failures.every(({ isConflict }) => isConflict),
  ).toProblem();
}

/** Whether a body asks for generated documents. No document has a field of this name. */
function isGenerator(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'generate' in body;
}

/** The errors of a body that asks for generated documents, which the schema of documents would accept. */
function generatorErrors(body: unknown): readonly FieldError[] {
  return isGenerator(body) ? generatorValidator.validate(DataGenerator, body, 'body') : [];
}

const generatorValidator = new Validator(() => []);

function cannotGenerate({ contract, name }: DataCollection): Problem {
  const message = `cannot be used: documents of ${contract}/${name} are not generated; add them one by one`;
  return badRequest([{ in: 'body', at: '/generate', message }]);
}

/** Adds generated documents and returns their keys. Throws a problem with the errors of the first that is refused. */
function generateAll(count: number, generate: () => Document): string[] {
  try {
    return Array.from({ length: count }, () => generate().key);
  } catch (error) {
    throw error instanceof DocumentErrors ? error.movedTo('/like').toProblem() : error;
  }
}
