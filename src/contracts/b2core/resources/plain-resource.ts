import { type TObject, type TSchema, Type } from '@sinclair/typebox';
import { ref } from '../../../../schemas/annotations.js';
import {
  identifierParameter,
  type ObjectSchemas,
  type Publication,
  type Timestamped,
} from '../../../../schemas/b2core/objects.js';
import { amountPattern } from '../../../../schemas/b2core/values.js';
import { decimal, formatDecimal } from '../../../lib/calculation/decimal.js';
import { type Operation, pickDeclared } from '../../../simulator/contract/operation.js';
import type { AnyRules } from '../../../simulator/data/rules.js';
import { pathParamNames } from '../../../simulator/resources/resource.js';
import type { ItemRequest } from '../../../simulator/resources/resource-store.js';
import type { AnyCollection, Collection } from '../../../store/documents/collection.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { referencePage } from '../evidence.js';
import type { Filter } from './lists.js';
import {
  assertUnused,
  type Dependent,
  type ReferencedObject,
  referenceErrors,
  uniquenessErrors,
} from './object-checks.js';
import { objectRules } from './object-rules.js';
import { type B2coreResource, type CollectionSpec, resource } from './resource.js';

/** Figures of one object, computed from what the lists show. */
interface FiguresSpec<Stored> {
  /** The last segment of the URL. */
  readonly segment: string;
  readonly model: TSchema;
  readonly description?: string;
  readonly compute: (sandbox: Sandbox, item: Stored) => object;
}

type Method = 'list' | 'read' | 'create' | 'update' | 'delete';

/** A resource whose operations follow from the schemas of its objects. */
export interface PlainSpec<Stored extends Timestamped>
  extends Partial<
    Pick<
      CollectionSpec<Stored, Record<string, never>, TObject>,
      'pathParam' | 'validate' | 'derive' | 'beforeWrite' | 'afterDelete' | 'present'
    >
  > {
  readonly schemas: ObjectSchemas<Stored>;
  readonly collection: Collection<Stored, Record<string, never>>;
  readonly url: string;
  /** The page of the vendor's reference. */
  readonly page: string;
  /** All of them when left out. */
  readonly methods?: readonly Method[];
  /** The objects that fields refer to. A body can refer only to existing ones, and joined fields are read from them. */
  readonly references?: Readonly<Record<string, ReferencedObject>>;
  /** Fields that name objects too, although nothing checks them: these may be deleted. */
  readonly mentions?: Readonly<Record<string, AnyCollection>>;
  /** The fields that a table of the console shows, in its order. */
  readonly columns: readonly (keyof Stored & string)[];
  /** The fields whose values, joined by spaces, are what people call an object. */
  readonly nameFields: readonly (keyof Stored & string)[];
  /** The resource that the URL names first. */
  readonly parent?: {
    readonly require: (request: ItemRequest) => unknown;
    readonly rules: AnyRules;
  };
  /** An operation that returns figures of one object. */
  readonly figures?: FiguresSpec<Stored>;
  /** Completes a new object, once. */
  readonly initialize?: (item: Stored, sandbox: Sandbox) => Stored;
  /** Fields that no two objects of a list share. */
  readonly unique?: readonly (keyof Stored & string)[];
  /** Objects that refer to one of these by the named column. While there are any, it cannot be deleted. */
  readonly dependents?: readonly Dependent[];
}

export interface PlainResource<Stored>
  extends B2coreResource<Stored, Record<string, never>, TObject> {
  readonly operations: readonly Operation[];
  /** How the control plane reads and writes the objects. */
  readonly rules: AnyRules;
}

/** Declares a resource whose operations follow from its schemas: lists, reads, and what `methods` names of the writes. */
export function plainResource<Stored extends Timestamped>(
  spec: PlainSpec<Stored>,
): PlainResource<Stored> {
  const { schemas, url, page, dependents = [], afterDelete } = spec;
  const { id, nouns, model, joined } = schemas;
  const singular = String(model.$id);
  const scope = pathParamNames(url);
  const { references = {} } = spec;
  // Other fields of a body are ignored.
  const checked = Object.fromEntries(
    Object.entries(references).filter(([field]) => field in schemas.input.properties),
  );
  const derive = (item: Stored, sandbox: Sandbox): Stored => {
    const normal = { ...item, ...normalizedDecimals(item, schemas.input) };
    return spec.derive?.(normal, sandbox) ?? normal;
  };
  const core = resource<Stored, Record<string, never>, TObject>({
    collection: spec.collection,
    url,
    id: id as keyof Stored & string,
    pathParam: spec.pathParam,
    nouns,
    params: Type.Object(
      Object.fromEntries(
        [...scope, spec.pathParam ?? id].map((name) => [
          name,
          Type.String(identifierParameter(name === id ? nouns[0] : 'object that contains it')),
        ]),
      ),
    ),
    model,
    evidence: referencePage(page),
    filters: filtersOf(schemas),
    parent: spec.parent,
    derive,
    beforeWrite: spec.beforeWrite,
    validate: (request, before) => [
      ...referenceErrors(request, checked),
      ...uniquenessErrors(spec, request, before),
      ...(spec.validate?.(request, before) ?? []),
    ],
    present: (request, stored) => {
      const shown = spec.present?.(request, stored) ?? stored.wire;
      return orderedFields(model, {
        ...joinFields(request.sandbox, stored.wire, joined, references),
        ...shown,
      });
    },
    afterDelete(request, deleted) {
      const key = String(deleted[id as keyof Stored]);
      for (const dependent of dependents) assertUnused(request.sandbox, key, nouns[0], dependent);
      afterDelete?.(request, deleted);
    },
  });
  const article = /^[aeiou]/i.test(nouns[0]) ? 'an' : 'a';
  const description = (isWrite: boolean, ...notes: string[]) => ({
    description: [...notes, publicationNote(schemas.publication, isWrite)]
      .filter(Boolean)
      .join(' '),
  });
  const declared: Readonly<Record<Method, () => readonly Operation[]>> = {
    list: () => [
      core.list({
        operationId: `list${singular}${singular.endsWith('s') ? 'es' : 's'}`,
        summary: `List the ${nouns[1]}`,
        ...description(false),
        querystring: schemas.query,
      }),
    ],
    read: () => [
      core.read({
        operationId: `get${singular}`,
        summary: `Read ${article} ${nouns[0]}`,
        ...description(false),
      }),
    ],
    create: () => [
      core.create({
        operationId: `create${singular}`,
        summary: `Add ${article} ${nouns[0]}`,
        ...description(true),
        body: schemas.input,
        create: ({ sandbox, body, params }, { id: newId, ...times }) => {
          const item = {
            [id]: newId,
            ...Object.fromEntries(
              scope.map((name) => [name, (params as Record<string, unknown>)[name]]),
            ),
            ...schemas.defaults,
            ...pickDeclared(schemas.input, body as object),
            ...times,
          } as unknown as Stored;
          return spec.initialize?.(item, sandbox) ?? item;
        },
      }),
    ],
    update: () =>
      core.update({
        operationIds: { PUT: `update${singular}`, PATCH: `patch${singular}` },
        summary: `Change ${article} ${nouns[0]}`,
        ...description(
          true,
          'Changes the fields that are sent and keeps the others, by either method.',
        ),
        body: schemas.update,
      }),
    delete: () => [
      core.delete({
        operationId: `delete${singular}`,
        summary: `Delete ${article} ${nouns[0]}`,
        ...description(
          false,
          ...dependents.map(([, , each]) => `Refused while there are ${each} of it.`),
        ),
        ...(dependents.length > 0 && {
          refusals: {
            409: `The ${nouns[0]} is used by ${dependents.map(([, , each]) => each).join(' or ')}.`,
          },
        }),
      }),
    ],
  };
  const { methods = Object.keys(declared) as Method[], figures } = spec;
  const figuresOperations = figures
    ? [
        core.read({
          url: `${url}/:${id}/${figures.segment}`,
          operationId: `get${figures.model.$id}`,
          summary: `Read the ${figures.segment} of ${article} ${nouns[0]}`,
          description: [figures.description, publicationNote('entry')].filter(Boolean).join(' '),
          response: { 200: ref(figures.model) },
          handler: (request) => figures.compute(request.sandbox, core.require(request).wire),
        }),
      ]
    : [];
  return {
    ...core,
    operations: [...methods.flatMap((method) => declared[method]()), ...figuresOperations],
    rules: objectRules(spec, derive),
  };
}

/** What the description of an operation says of its fields. */
export function publicationNote(publication: Publication, isWrite = false): string {
  if (publication === 'entry')
    return "The vendor publishes only the entry of its index; the fields are Understudy's choice, in the style of its other objects.";
  const body = isWrite
    ? 'The vendor publishes no fields of the body: these are fields of the response. '
    : '';
  return publication === 'part'
    ? `${body}The vendor's list of fields is cut off; those after its end are Understudy's choice.`
    : body.trim();
}

function filtersOf({ filters, query }: ObjectSchemas<Timestamped>): Record<string, Filter> {
  return Object.fromEntries(
    filters.map((column) => {
      const schema = query.properties[`filter[${column}]`];
      const isFlag = schema?.enum?.includes('true');
      const toValue = (text: string) => {
        if (isFlag) return Number(text === '1' || text === 'true');
        return schema?.type === 'integer' ? Number(text) : foldCase(text);
      };
      return [column, { column, toValue }];
    }),
  );
}

/** The decimals of bodies, with all of their places. */
function normalizedDecimals(item: object, { properties }: TObject): Record<string, string> {
  const decimals = Object.entries(item).filter(
    ([name]) => properties[name]?.pattern === amountPattern,
  );
  return Object.fromEntries(decimals.map(([name, text]) => [name, formatDecimal(decimal(text))]));
}

/** The fields in the order of the model. */
function orderedFields(model: TObject, fields: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.keys(model.properties).map((name) => [name, fields[name]]));
}

function joinFields(
  sandbox: Sandbox,
  wire: object,
  joined: ObjectSchemas<unknown>['joined'],
  references: Readonly<Record<string, ReferencedObject>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(joined).map(([name, [field, source]]) => {
      const target = references[field]?.[0];
      const key = (wire as Record<string, unknown>)[field];
      const found = target && sandbox.documents(target).get(String(key));
      return [name, found?.wire[source] ?? null];
    }),
  );
}
