import { type TSchema, Type } from '@sinclair/typebox';
import { collectModels } from '../../../schemas/annotations.js';
import type { AnyCollection } from '../../store/documents/collection.js';
import type { AnyDocument } from '../../store/storage/format.js';
import type { FieldError } from '../contract/problem.js';
import { withClosedObjects } from './response-validator.js';
import { Validator } from './validator.js';

/** A collection's schema with the validator that compiles it. Models of different vendors have the same names, so each collection has its own. */
interface CompiledSchema {
  readonly schema: TSchema;
  readonly validator: Validator;
}

const compiled = new WeakMap<AnyCollection, CompiledSchema>();

/**
 * What is wrong with a stored document: the JSON pointer of the first error and what would pass; undefined when the document fits
 * the schema of its collection. Keys that the schema does not name are errors. Schemas are compiled with the first document.
 */
export function documentError(
  collection: AnyCollection,
  document: AnyDocument,
): string | undefined {
  const [error] = documentErrors(collection, document);
  return error && `${error.at} ${error.message}`;
}

/** All that is wrong with a document that would be stored, each with its JSON pointer. */
export function documentErrors(
  collection: AnyCollection,
  document: AnyDocument,
): readonly FieldError[] {
  const { schema, validator } = compiledSchema(collection);
  return validator.validate(schema, document, 'body');
}

function compiledSchema(collection: AnyCollection): CompiledSchema {
  let found = compiled.get(collection);
  if (!found) {
    if (!collection.schema) throw new Error(`the collection ${collection.name} has no schema`);
    const alternatives = [collection.schema].flat() as { wire: TSchema; internal: TSchema }[];
    const pairs = alternatives.map((each) => Type.Object({ ...each }));
    const schema = pairs.length === 1 ? pairs[0] : Type.Union(pairs);
    const models = collectModels(schema).map((model) => withClosedObjects(model) as TSchema);
    found = {
      schema: withClosedObjects(schema) as TSchema,
      validator: new Validator(() => models),
    };
    compiled.set(collection, found);
  }
  return found;
}
