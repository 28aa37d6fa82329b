import type { TObject, TSchema } from '@sinclair/typebox';
import type { Contract } from '../../src/simulator/contract/contract.js';
import type { Operation } from '../../src/simulator/contract/operation.js';
import { modelsOf } from '../../src/simulator/openapi/models.js';

/** Builds a request from the examples that an operation's schema publishes. */
export function example(contract: Contract, operation: Operation, corpId = 'NORTHSTAR-ISD') {
  const { params, querystring, body } = operation.schema;
  const inPath: Record<string, unknown> = { ...examples(params), corpId };
  const path = operation.url.replace(/:(\w+)/g, (_, name) =>
    encodeURIComponent(String(inPath[name])),
  );
  const inQuery = Object.entries(examples(querystring)).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  const query = inQuery.length > 0 ? `?${new URLSearchParams(inQuery)}` : '';
  return {
    url: `${contract.mount}${path}${query}`,
    body: body && exampleOf(model(contract, body)),
  };
}

/** The properties of an operation's body, by name. */
export function bodyProperties(contract: Contract, { schema }: Operation): Record<string, TSchema> {
  return (schema.body && model(contract, schema.body).properties) ?? {};
}

/** Resolves a reference to a model; other schemas are returned as they are. */
function model(contract: Contract, schema: TSchema): TSchema {
  const [id] = String(schema.$ref ?? '').split('#');
  return modelsOf(contract).find(({ $id }) => $id && $id === id) ?? schema;
}

/** Examples of the required properties. */
function examples(schema: TObject | undefined): Record<string, unknown> {
  const { properties = {}, required = [] } = schema ?? {};
  return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name] as TSchema)]));
}

function exampleOf(schema: TSchema): unknown {
  return (
    schema.examples?.[0] ??
    schema.enum?.[0] ??
    (schema.type === 'array' ? [] : schema.type === 'object' ? {} : 'any')
  );
}
