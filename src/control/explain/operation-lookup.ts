import type { TSchema } from '@sinclair/typebox';
import type { Contract } from '../../simulator/contract/contract.js';
import type { Operation } from '../../simulator/contract/operation.js';
import type { FieldError } from '../../simulator/contract/problem.js';
import { modelsOf } from '../../simulator/openapi/models.js';

/** An operation as people ask for it: method, path and name. */
export function formatOperation({ mount }: Contract, { method, url, schema }: Operation): string {
  return `${method} ${mount}${toUriTemplate(url)} (${schema.operationId})`;
}

/** Where the published document declares an operation; the document as a whole for none. */
export function documentPointer({ name }: Contract, operation: Operation | undefined): string {
  const file = `/openapi/${name}.json`;
  if (!operation) return file;
  const path = toUriTemplate(operation.url).replaceAll('~', '~0').replaceAll('/', '~1');
  return `${file}#/paths/${path}/${operation.method.toLowerCase()}`;
}

/** A body that works, as the operation's schema has it. */
export function exampleBody(contract: Contract, { schema }: Operation): unknown {
  return schema.body && dereference(contract, schema.body).examples?.[0];
}

/** What is declared at the place of a fault, where that is declared at all. */
export function schemaAt(
  contract: Contract,
  { schema }: Operation,
  { in: place, at }: FieldError,
): TSchema | undefined {
  if (place === 'path') return schema.params?.properties[at];
  if (place === 'query') return schema.querystring?.properties[at];
  if (place === 'header' || !schema.body || at === '') return undefined;
  const names = at.split('/').slice(1);
  return names.reduce<TSchema | undefined>(
    (found, name) => found && childSchema(contract, found, unescaped(name)),
    schema.body,
  );
}

/** The schema of a part: of a key, of an entry of a list, or of whichever choice has it. */
function childSchema(contract: Contract, schema: TSchema, name: string): TSchema | undefined {
  const { properties, items, oneOf, anyOf } = dereference(contract, schema);
  const own: TSchema | undefined = /^\d+$/.test(name) ? items : properties?.[name];
  if (own) return dereference(contract, own);
  const choices: TSchema[] = oneOf ?? anyOf ?? [];
  for (const choice of choices) {
    const found = childSchema(contract, choice, name);
    if (found) return found;
  }
  return undefined;
}

/** A schema by itself, or the model that it refers to. */
function dereference(contract: Contract, schema: TSchema): TSchema {
  const [id] = String(schema.$ref ?? '').split('#');
  return (id && modelsOf(contract).find(({ $id }) => $id === id)) || schema;
}

function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}

function toUriTemplate(url: string): string {
  return url.replace(/:(\w+)/g, '{$1}');
}
