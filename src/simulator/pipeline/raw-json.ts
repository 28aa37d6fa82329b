import type { TSchema } from '@sinclair/typebox';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Dialect } from '../contract/dialect.js';
import type { MediaResponse, Operation } from '../contract/operation.js';

/** JSON that is written already: it goes from the database to the socket without being read. */
export class RawJson {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** A list in between two short pieces of ASCII, of items that are written already. */
  static list(before: string, items: readonly Buffer[], after: string): RawJson {
    let size = before.length + after.length + Math.max(items.length - 1, 0);
    for (const item of items) size += item.length;
    const bytes = Buffer.allocUnsafe(size);
    let end = writeAscii(bytes, 0, before);
    const start = end;
    for (const item of items) {
      if (end > start) bytes[end++] = comma;
      bytes.set(item, end);
      end += item.length;
    }
    writeAscii(bytes, end, after);
    return new RawJson(bytes);
  }
}

/** Writes short ASCII where it begins, sooner than a call of Buffer's does, and answers where it ends. */
function writeAscii(bytes: Buffer, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
  return at + text.length;
}

const comma = 0x2c;

/** An answer of an operation that has more than one success. */
export class StatusResponse {
  readonly status: number;
  readonly value: unknown;

  constructor(status: number, value: unknown) {
    this.status = status;
    this.value = value;
  }
}

/**
 * Holds what is sent against the published document, closed: no key that it does not name. The tests run with it
 * switched on, so that every answer in them is checked; a difference is a fault of ours and becomes a 500.
 */
export class ResponseValidator {
  readonly #ajv = formats.default(new Ajv({ allErrors: true, strict: false }));
  readonly #compiled = new WeakMap<object, ValidateFunction>();

  constructor(models: readonly TSchema[]) {
    for (const model of models) this.#ajv.addSchema(withClosedObjects(model) as TSchema);
  }

  /** Throws when the answer of an operation is not what the document says. */
  check(operation: Operation, status: number, response: unknown): void {
    if (response instanceof Function) return;
    const value = response instanceof RawJson ? JSON.parse(String(response.bytes)) : response;
    const declared = operation.schema.response[status];
    if (declared)
      this.#assert(jsonSchema(declared), value, `${operation.schema.operationId} ${status}`);
  }

  /** Throws when a refusal is not of the dialect's own model. */
  assertProblem({ problem }: Dialect, body: unknown): void {
    this.#assert(problem, body, `a refusal in the words of ${problem.$id}`);
  }

  #assert(schema: TSchema | undefined, value: unknown, what: string): void {
    if (!schema || (value === undefined && schema.type === 'null')) return;
    let validate = this.#compiled.get(schema);
    if (!validate) {
      validate = this.#ajv.compile(
        schema.$id ? { $ref: `${schema.$id}#` } : (withClosedObjects(schema) as TSchema),
      );
      this.#compiled.set(schema, validate);
    }
    const plain = value === undefined ? null : JSON.parse(JSON.stringify(value));
    if (!validate(plain)) {
      throw new Error(`${what} is not as published: ${this.#ajv.errorsText(validate.errors)}`);
    }
  }
}

/** The JSON form of a declared answer. */
function jsonSchema(declared: TSchema | MediaResponse): TSchema | undefined {
  return 'content' in declared
    ? (declared as MediaResponse).content['application/json']?.schema
    : (declared as TSchema);
}

/** The same schema with every object shut to keys that it does not name. */
function withClosedObjects(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withClosedObjects);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, withClosedObjects(value)]),
  );
  const isShut = copy.properties && copy.additionalProperties === undefined;
  return isShut ? { ...copy, additionalProperties: false } : copy;
}
