import type { TObject, TSchema } from '@sinclair/typebox';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { modelsOf } from '../openapi/models.js';

/** A value of a parameter. */
export interface ExampleValue {
  readonly name: string;
  readonly value: string;
  readonly description: string;
  readonly isRequired: boolean;
}

/** The values of a request that an operation's schemas publish as examples. */
export interface ExampleValues {
  readonly params: readonly ExampleValue[];
  readonly query: readonly ExampleValue[];
  /** The JSON of the body; undefined for an operation without one. */
  readonly body: unknown;
}

/** The examples that the schemas of an operation publish. Path parameters that are in `given` have those values. */
export function exampleValues(
  contract: Contract,
  { schema: { params, querystring, body } }: Operation,
  given: Readonly<Record<string, string>> = {},
): ExampleValues {
  return {
    params: parameters(params).map((each) => ({ ...each, value: given[each.name] ?? each.value })),
    query: parameters(querystring),
    body: body && exampleOf(resolveModel(contract, body)),
  };
}

/** Resolves a reference to a model; other schemas are returned as they are. */
export function resolveModel(contract: Contract, schema: TSchema): TSchema {
  const [id] = String(schema.$ref ?? '').split('#');
  return modelsOf(contract).find(({ $id }) => $id && $id === id) ?? schema;
}

function parameters(schema: TObject | undefined): ExampleValue[] {
  const { properties = {}, required = [] } = schema ?? {};
  return Object.entries(properties).map(([name, each]) => ({
    name,
    value: String(exampleOf(each, required.includes(name) ? 'any' : '')),
    description: each.description ?? '',
    isRequired: required.includes(name),
  }));
}

function exampleOf(schema: TSchema, otherwise = 'any'): unknown {
  return (
    schema.examples?.[0] ??
    schema.enum?.[0] ??
    (schema.type === 'array' ? [] : schema.type === 'object' ? {} : (schema.default ?? otherwise))
  );
}

/** Parameters as the query of a URL, without the question mark. */
export function toQueryString(values: readonly ExampleValue[]): string {
  return values
    .map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}
