import type { TSchema } from '@sinclair/typebox';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { Dialect, MediaAnswer, Operation } from './contract.js';

/** JSON that is written already: it goes from the database to the socket without being read. */
export class WrittenJson {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** A list in between two short pieces of ASCII, of items that are written already. */
  static list(before: string, items: readonly Buffer[], after: string): WrittenJson {
    let size = before.length + after.length + Math.max(items.length - 1, 0);
    for (const item of items) size += item.length;
    const bytes = Buffer.allocUnsafe(size);
    let end = put(bytes, 0, before);
    const start = end;
    for (const item of items) {
      if (end > start) bytes[end++] = comma;
      bytes.set(item, end);
      end += item.length;
    }
    put(bytes, end, after);
    return new WrittenJson(bytes);
  }
}

/** Writes short ASCII where it begins, sooner than a call of Buffer's does, and answers where it ends. */
function put(bytes: Buffer, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
  return at + text.length;
}

const comma = 0x2c;

/** An answer of an operation that has more than one success. */
export class WithStatus {
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
export class Answers {
  readonly #ajv = formats.default(new Ajv({ allErrors: true, strict: false }));
  readonly #compiled = new WeakMap<object, ValidateFunction>();

  constructor(models: readonly TSchema[]) {
    for (const model of models) this.#ajv.addSchema(closed(model) as TSchema);
  }

  /** Throws when the answer of an operation is not what the document says. */
  check(operation: Operation, status: number, answer: unknown): void {
    if (answer instanceof Function) return;
    const value = answer instanceof WrittenJson ? JSON.parse(String(answer.bytes)) : answer;
    const declared = operation.schema.response[status];
    if (declared)
      this.#hold(jsonSchema(declared), value, `${operation.schema.operationId} ${status}`);
  }

  /** Throws when a refusal is not of the dialect's own model. */
  checkProblem({ problem }: Dialect, body: unknown): void {
    this.#hold(problem, body, `a refusal in the words of ${problem.$id}`);
  }

  #hold(schema: TSchema | undefined, value: unknown, what: string): void {
    if (!schema || (value === undefined && schema.type === 'null')) return;
    let validate = this.#compiled.get(schema);
    if (!validate) {
      validate = this.#ajv.compile(
        schema.$id ? { $ref: `${schema.$id}#` } : (closed(schema) as TSchema),
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
function jsonSchema(declared: TSchema | MediaAnswer): TSchema | undefined {
  return 'content' in declared
    ? (declared as MediaAnswer).content['application/json']?.schema
    : (declared as TSchema);
}

/** The same schema with every object shut to keys that it does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  );
  const isShut = copy.properties && copy.additionalProperties === undefined;
  return isShut ? { ...copy, additionalProperties: false } : copy;
}
