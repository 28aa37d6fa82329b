import { Converter } from '@apiture/openapi-down-convert';

/** A value of a JSON document. */
type Node = Readonly<Record<string, unknown>>;

/** Keywords whose values are data, not schemas. */
const dataKeywords = ['default', 'enum', 'example', 'examples'];

/** Converts an OpenAPI 3.1 document to OpenAPI 3.0.3, which many client generators require. */
export function toOpenapi30(document: object): object {
  const { components = {} } = document as { components?: { securitySchemes?: Schemes } };
  const prepared = withoutScopes(
    convertChoices(document) as Node,
    components.securitySchemes ?? {},
  );
  return new Converter(prepared).convert();
}

/** Replaces the choices in `anyOf` that the converter leaves: OpenAPI 3.0 has no type null. */
function convertChoices(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(convertChoices);
  if (typeof node !== 'object' || node === null) return node;
  const { anyOf, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      dataKeywords.includes(key) ? value : convertChoices(value),
    ]),
  );
  if (!Array.isArray(anyOf)) return anyOf === undefined ? rest : { ...rest, anyOf };
  // Generators would make a type of each choice, although all have the type of their parent.
  if (rest.type !== undefined && anyOf.every(({ type }) => type === rest.type)) return rest;
  const choices = anyOf.filter(({ type }) => type !== 'null');
  if (choices.length === anyOf.length) return { ...rest, anyOf };
  return { ...rest, [choices.length > 1 ? 'anyOf' : 'allOf']: choices, nullable: true };
}

type Schemes = Readonly<Record<string, { readonly type: string }>>;

/** Drops the scopes of security requirements: OpenAPI 3.0 allows them only for OAuth 2 and OpenID Connect. */
function withoutScopes(document: Node, schemes: Schemes): Node {
  const convert = (requirement: Readonly<Record<string, string[]>>) =>
    Object.fromEntries(
      Object.entries(requirement).map(([name, scopes]) => [
        name,
        /^(oauth2|openIdConnect)$/.test(schemes[name]?.type ?? '') ? scopes : [],
      ]),
    );
  const paths = mapValues(document.paths as Record<string, Record<string, Node>>, (operations) =>
    mapValues(operations, (operation) => ({
      ...operation,
      security: distinct((operation.security as Record<string, string[]>[]).map(convert)),
    })),
  );
  return { ...document, paths };
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
