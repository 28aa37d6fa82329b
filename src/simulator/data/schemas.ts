import type { TSchema } from '@sinclair/typebox';
import { collectModels } from '../../../schemas/annotations.js';
import type { AnyCollection } from '../../store/documents/collection.js';

/** The parts of a document: what the vendor's responses are made of, and what they do not show. */
export const documentParts = ['wire', 'internal'] as const;
export type DocumentPart = (typeof documentParts)[number];

/** The fields that a part of a document may have. */
interface PartFields {
  readonly names: readonly string[];
  /** Whether it may have further fields. */
  readonly isOpen: boolean;
}

/** The fields of a collection's documents, by part. */
export type DocumentFields = Readonly<Record<DocumentPart, PartFields>>;

const cache = new WeakMap<AnyCollection, DocumentFields>();

/** The declared fields of a collection's documents. */
export function fieldsOf(collection: AnyCollection): DocumentFields {
  const known = cache.get(collection);
  if (known) return known;
  const fields = {
    wire: partFields(collection, 'wire'),
    internal: partFields(collection, 'internal'),
  };
  cache.set(collection, fields);
  return fields;
}

/** The schemas of a part of a document; several are alternatives. */
function partSchemas(collection: AnyCollection, part: DocumentPart): TSchema[] {
  const alternatives = [collection.schema ?? []].flat();
  return [...new Set(alternatives.map((each) => each[part] as TSchema))];
}

/** A schema in which every reference is replaced by the model that it refers to, so that it stands alone. */
function inlineReferences(schema: TSchema): TSchema {
  const models = new Map(collectModels(schema).map((model) => [`${model.$id}#`, model]));
  const inline = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inline);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, $id: _, ...rest } = value as { $ref?: string; $id?: string };
    const model = $ref === undefined ? undefined : models.get($ref);
    const entries = Object.entries(model ? { ...model, ...rest, $ref: undefined } : rest);
    return Object.fromEntries(
      entries
        .filter(([name, each]) => name !== '$id' && name !== '$ref' && each !== undefined)
        .map(([name, each]) => [name, inline(each)]),
    );
  };
  return inline(schema) as TSchema;
}

/** Whether a field may be null, as one of the schemas of its part says. */
export function allowsNull(collection: AnyCollection, part: DocumentPart, path: readonly string[]) {
  return inlined(collection, part).some((schema) => {
    let current: TSchema | undefined = schema;
    for (const name of path) current = current?.properties?.[name];
    return current !== undefined && isNullable(current);
  });
}

const inlinedSchemas = new WeakMap<AnyCollection, Readonly<Record<DocumentPart, TSchema[]>>>();

/** The schemas of a part without references, computed once. */
export function inlined(collection: AnyCollection, part: DocumentPart): TSchema[] {
  let found = inlinedSchemas.get(collection);
  if (!found) {
    const all = (name: DocumentPart) => partSchemas(collection, name).map(inlineReferences);
    found = { wire: all('wire'), internal: all('internal') };
    inlinedSchemas.set(collection, found);
  }
  return found[part];
}

function isNullable({ type, anyOf }: TSchema): boolean {
  const alternatives: TSchema[] = anyOf ?? [];
  return [type].flat().includes('null') || alternatives.some(isNullable);
}

function partFields(collection: AnyCollection, part: DocumentPart): PartFields {
  const schemas = partSchemas(collection, part);
  return {
    names: [...new Set(schemas.flatMap(({ properties }) => Object.keys(properties ?? {})))],
    isOpen: schemas.some(({ additionalProperties }) => additionalProperties === true),
  };
}
