import type { TSchema } from '@sinclair/typebox';
import { type Contract, modelsOf, type Operation } from '../simulator/contract.js';
import type { Fault } from '../simulator/problem.js';

/** An operation as people ask for it: method, path and name. */
export function spelled({ mount }: Contract, { method, url, schema }: Operation): string {
  return `${method} ${mount}${braced(url)} (${schema.operationId})`;
}

/** Where the published document declares an operation; the document as a whole for none. */
export function declaredAt({ name }: Contract, operation: Operation | undefined): string {
  const file = `/openapi/${name}.json`;
  if (!operation) return file;
  const path = braced(operation.url).replaceAll('~', '~0').replaceAll('/', '~1');
  return `${file}#/paths/${path}/${operation.method.toLowerCase()}`;
}

/** A body that works, as the operation's schema has it. */
export function exampleBody(contract: Contract, { schema }: Operation): unknown {
  return schema.body && followed(contract, schema.body).examples?.[0];
}

/** What is declared at the place of a fault, where that is declared at all. */
export function schemaAt(
  contract: Contract,
  { schema }: Operation,
  { in: place, at }: Fault,
): TSchema | undefined {
  if (place === 'path') return schema.params?.properties[at];
  if (place === 'query') return schema.querystring?.properties[at];
  if (place === 'header' || !schema.body || at === '') return undefined;
  const names = at.split('/').slice(1);
  return names.reduce<TSchema | undefined>(
    (found, name) => found && inside(contract, found, unescaped(name)),
    schema.body,
  );
}

/** The schema of a part: of a key, of an entry of a list, or of whichever choice has it. */
function inside(contract: Contract, schema: TSchema, name: string): TSchema | undefined {
  const { properties, items, oneOf, anyOf } = followed(contract, schema);
  const own: TSchema | undefined = /^\d+$/.test(name) ? items : properties?.[name];
  if (own) return followed(contract, own);
  const choices: TSchema[] = oneOf ?? anyOf ?? [];
  for (const choice of choices) {
    const found = inside(contract, choice, name);
    if (found) return found;
  }
  return undefined;
}

/** A schema by itself, or the model that it refers to. */
function followed(contract: Contract, schema: TSchema): TSchema {
  const [id] = String(schema.$ref ?? '').split('#');
  return (id && modelsOf(contract).find(({ $id }) => $id === id)) || schema;
}

function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}

function braced(url: string): string {
  return url.replace(/:(\w+)/g, '{$1}');
}
