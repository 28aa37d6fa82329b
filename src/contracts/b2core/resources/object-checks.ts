import type { ObjectSchemas, Timestamped } from '../../../../schemas/b2core/objects.js';
import type { UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import { conflict, type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import { pathParamNames } from '../../../simulator/resources/resource.js';
import type { AnyCollection, Collection } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { toColumn } from './object-collection.js';

/** The collection of a referenced object and what it is called. */
export type ReferencedObject = readonly [collection: AnyCollection, noun: string];

/** A collection, its column that refers to an object, and what its documents are called. */
export type Dependent = readonly [collection: AnyCollection, column: string, nouns: string];

/** A list of objects, and the fields that no two of them share. */
interface UniqueSpec<Stored> {
  readonly collection: Collection<Stored, Record<string, never>>;
  readonly schemas: ObjectSchemas<Stored>;
  readonly url: string;
  readonly unique?: readonly (keyof Stored & string)[];
}

/** Reports fields of a body that refer to no existing object. */
export function referenceErrors(
  { sandbox, body }: UnvalidatedRequest,
  references: Readonly<Record<string, ReferencedObject>>,
): FieldError[] {
  return Object.entries(references).flatMap(([field, [target, noun]]) => {
    const key = body[field];
    if (typeof key !== 'string' || sandbox.documents(target).get(key)) return [];
    return fieldError(
      field,
      `must be the identifier of an existing ${noun}, not ${JSON.stringify(key)}`,
    );
  });
}

/** Reports fields that another object of the list has. */
export function uniquenessErrors<Stored extends Timestamped>(
  { collection: target, unique = [], url, schemas }: UniqueSpec<Stored>,
  { sandbox, body, params }: UnvalidatedRequest,
  before: Stored | undefined,
): FieldError[] {
  const scope = Object.fromEntries(
    pathParamNames(url).map((name) => [name, (params as Record<string, string>)[name] ?? null]),
  );
  return unique.flatMap((field) => {
    const value = toColumn(body[field], undefined);
    if (body[field] === undefined || body[field] === null || typeof value === 'object') return [];
    const others = sandbox.documents(target).all({ where: { ...scope, [field]: value } });
    const id = schemas.id as keyof Stored;
    if (!others.some(({ wire }) => wire[id] !== before?.[id])) return [];
    return fieldError(
      field,
      `must be unique: another ${schemas.nouns[0]} has ${JSON.stringify(body[field])}`,
    );
  });
}

/** Throws a 409 problem while other objects refer to one. */
export function assertUnused(
  sandbox: Sandbox,
  key: string,
  noun: string,
  dependent: Dependent,
): void {
  const [target, column, nouns] = dependent;
  const count = sandbox.documents(target).count({ where: { [column]: key } });
  if (count > 0)
    throw conflict(`The ${noun} ${key} cannot be deleted while there are ${nouns} of it: ${count}`);
}
