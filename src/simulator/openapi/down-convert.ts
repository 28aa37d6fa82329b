import { Converter } from '@apiture/openapi-down-convert';

/** A value of a JSON document. */
type Node = Readonly<Record<string, unknown>>;

/** The parts of a document that its conversion reads. */
interface Document extends Node {
  readonly info: { readonly license: { readonly name: string; readonly identifier: string } };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Node>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Node>>;
    readonly securitySchemes: Readonly<Record<string, { readonly type: string }>>;
  };
}

/** What a reference to a model begins with. */
const modelPath = '#/components/schemas/';

/** Keywords whose values are data, not schemas. */
const dataKeywords = ['default', 'enum', 'example', 'examples'];

/** Converts an OpenAPI 3.1 document to OpenAPI 3.0.3, which many client generators require. */
export function toOpenapi30(document: object): object {
  const { info, paths, components, ...rest } = document as Document;
  const { name, identifier } = info.license;
  const prepared = {
    ...rest,
    info: { ...info, license: { name, url: `https://spdx.org/licenses/${identifier}.html` } },
    paths: dropScopes(paths, components.securitySchemes),
    components,
  };
  const models = { ...components.schemas };
  const converted = convertChoices(prepared, models) as Document;
  const schemas = { ...models, ...converted.components.schemas };
  return new Converter({
    ...converted,
    components: { ...converted.components, schemas },
  }).convert();
}

/**
 * Replaces the choices in `anyOf` that the converter leaves: OpenAPI 3.0 has no type null. Adds a nullable copy of each
 * model that is a choice besides null to `models`, because null is valid only where every schema allows it.
 */
function convertChoices(node: unknown, models: Record<string, Node>): unknown {
  if (Array.isArray(node)) return node.map((each) => convertChoices(each, models));
  if (typeof node !== 'object' || node === null) return node;
  const { anyOf, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      dataKeywords.includes(key) ? value : convertChoices(value, models),
    ]),
  );
  if (!Array.isArray(anyOf)) return anyOf === undefined ? rest : { ...rest, anyOf };
  // Generators would make a type of each choice, although all have the type of their parent.
  if (rest.type !== undefined && anyOf.every(({ type }) => type === rest.type)) return rest;
  const choices = anyOf.filter(({ type }) => type !== 'null');
  const [choice, ...others] = choices;
  if (choices.length === anyOf.length || others.length > 0) return { ...rest, anyOf };
  const name = String(choice.$ref).replace(modelPath, '');
  const copy = `Nullable${name}`;
  if (!models[copy]) {
    models[copy] = { ...models[name], nullable: true };
    models[copy] = convertChoices(models[copy], models) as Node;
  }
  const { type } = models[copy];
  return { ...rest, type, nullable: true, allOf: [{ $ref: `${modelPath}${copy}` }] };
}

/** Drops the scopes of security requirements: OpenAPI 3.0 allows them only for OAuth 2 and OpenID Connect. */
function dropScopes(
  paths: Document['paths'],
  schemes: Document['components']['securitySchemes'],
): Document['paths'] {
  const hasScopes = (scheme: string) =>
    ['oauth2', 'openIdConnect'].includes(schemes[scheme]?.type ?? '');
  const convert = (requirement: Readonly<Record<string, string[]>>) =>
    Object.fromEntries(
      Object.entries(requirement).map(([scheme, scopes]) => [
        scheme,
        hasScopes(scheme) ? scopes : [],
      ]),
    );
  return mapValues(paths, (operations) =>
    mapValues(operations, (operation) => ({
      ...operation,
      security: distinct((operation.security as Record<string, string[]>[]).map(convert)),
    })),
  );
}

function mapValues<From, To>(
  object: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}

/** The values without those that are the same as JSON. */
function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
