import type { TSchema } from '@sinclair/typebox';
import type { Contract } from '../../simulator/contract/contract.js';
import type { Operation } from '../../simulator/contract/operation.js';
import type { FieldError } from '../../simulator/contract/problem.js';
import { escapeSegment, unescapeSegment } from '../../simulator/data/pointers.js';
import { modelsOf } from '../../simulator/openapi/models.js';

/** An operation as text: `GET /v1/profiles (listProfiles)`. */
export function formatOperation({ mount }: Contract, { method, url, schema }: Operation): string {
  return `${method} ${mount}${toUriTemplate(url)} (${schema.operationId})`;
}

/** The URL of an operation in the published document; without an operation, of the document. */
export function documentPointer({ name }: Contract, operation: Operation | undefined): string {
  const file = `/openapi/${name}.json`;
  if (!operation) return file;
  const path = escapeSegment(toUriTemplate(operation.url));
  return `${file}#/paths/${path}/${operation.method.toLowerCase()}`;
}

/** The example body of an operation's schema. */
export function exampleBody(contract: Contract, { schema }: Operation): unknown {
  return schema.body && dereference(contract, schema.body).examples?.[0];
}

/** The schema of the field that a field error names, if it is declared. */
export function schemaAt(
  contract: Contract,
  { schema }: Operation,
  { in: location, at }: FieldError,
): TSchema | undefined {
  if (location === 'path') return schema.params?.properties[at];
  if (location === 'query') return schema.querystring?.properties[at];
  if (location === 'header' || !schema.body || at === '') return undefined;
  const names = at.split('/').slice(1);
  return names.reduce<TSchema | undefined>(
    (found, name) => found && childSchema(contract, found, unescapeSegment(name)),
    schema.body,
  );
}

/** The schema of an object's key or an array's entry, searched in the choices of a union too. */
function childSchema(contract: Contract, schema: TSchema, name: string): TSchema | undefined {
  const { properties, items, oneOf, anyOf } = dereference(contract, schema);
  const child: TSchema | undefined = /^\d+$/.test(name) ? items : properties?.[name];
  if (child) return dereference(contract, child);
  const choices: TSchema[] = oneOf ?? anyOf ?? [];
  for (const choice of choices) {
    const found = childSchema(contract, choice, name);
    if (found) return found;
  }
  return undefined;
}

/** The model that a schema refers to, or the schema itself. */
function dereference(contract: Contract, schema: TSchema): TSchema {
  const [id] = String(schema.$ref ?? '').split('#');
  return (id && modelsOf(contract).find(({ $id }) => $id === id)) || schema;
}

function toUriTemplate(url: string): string {
  return url.replace(/:(\w+)/g, '{$1}');
}
