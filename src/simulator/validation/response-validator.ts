import type { TSchema } from '@sinclair/typebox';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Dialect } from '../contract/dialect.js';
import type { MediaResponse, Operation } from '../contract/operation.js';
import { problemDetails } from '../contract/problem-details.js';
import { RawJson, StreamResponse } from '../contract/responses.js';

/**
 * Validates responses against the published document; a key that the document does not declare is an error. The tests
 * enable it. A difference is a bug of the simulator and becomes a 500.
 */
export class ResponseValidator {
  readonly #ajv = formats.default(new Ajv({ allErrors: true, strict: false }));
  readonly #compiled = new WeakMap<object, ValidateFunction>();

  constructor(models: readonly TSchema[]) {
    for (const model of new Set([...models, problemDetails.problem]))
      this.#ajv.addSchema(withClosedObjects(model) as TSchema);
  }

  /** Throws when the response of an operation does not match its declared schema. */
  check(operation: Operation, status: number, response: unknown): void {
    if (response instanceof StreamResponse) return;
    const value =
      response instanceof RawJson ? JSON.parse(String(response.toBuffer(Buffer.alloc))) : response;
    const declared = operation.schema.response[status];
    if (declared)
      this.#assert(jsonSchema(declared), value, `${operation.schema.operationId} ${status}`);
  }

  /** Throws when an error body does not match the dialect's model. */
  assertProblem({ problem }: Dialect, body: unknown): void {
    this.#assert(problem, body, `an error body of the dialect ${problem.$id}`);
  }

  #assert(schema: TSchema | undefined, value: unknown, name: string): void {
    if (!schema || (value === undefined && schema.type === 'null')) return;
    let validate = this.#compiled.get(schema);
    if (!validate) {
      validate = this.#ajv.compile(
        schema.$id ? { $ref: `${schema.$id}#` } : (withClosedObjects(schema) as TSchema),
      );
      this.#compiled.set(schema, validate);
    }
    const json = value === undefined ? null : JSON.parse(JSON.stringify(value));
    if (!validate(json)) {
      throw new Error(
        `${name} does not match the published schema: ${this.#ajv.errorsText(validate.errors)}`,
      );
    }
  }
}

/** The JSON schema of a declared response. */
function jsonSchema(declared: TSchema | MediaResponse): TSchema | undefined {
  return 'content' in declared
    ? (declared as MediaResponse).content['application/json']?.schema
    : (declared as TSchema);
}

/** A copy of a schema in which every object rejects undeclared keys. */
export function withClosedObjects(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withClosedObjects);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, withClosedObjects(value)]),
  );
  const isOpen = copy.properties && copy.additionalProperties === undefined;
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}
