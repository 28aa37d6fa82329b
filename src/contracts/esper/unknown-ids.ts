import { type FieldError, fieldError } from '../../simulator/contract/problem.js';
import type { AnyCollection } from '../../store/documents/collection.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';

interface IdList {
  readonly field: string;
  readonly ids: unknown;
  readonly message: (id: string) => string;
}

/** Reports the elements of a list in a body that are the id of no document. Other types are errors of the schema. */
export function unknownIds(
  sandbox: Sandbox,
  target: AnyCollection,
  { field, ids, message }: IdList,
): FieldError[] {
  if (!Array.isArray(ids)) return [];
  return ids.flatMap((id, index) => {
    if (typeof id !== 'string' || sandbox.documents(target).get(id.toLowerCase())) return [];
    return fieldError(`${field}/${index}`, message(id));
  });
}
