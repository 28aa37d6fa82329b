import type { DataStep } from '../../../../schemas/control/data-steps.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import type { DataCatalogue, DataCollection } from '../catalogue.js';
import type { DocumentDifference } from '../diff.js';
import { DocumentErrors } from '../document-errors.js';
import type { Follower } from '../followers.js';
import { isObject } from '../input.js';
import { parseQuery } from '../query.js';
import type { AnyStored } from '../rules.js';
import { DataWriter } from '../writer.js';
import { evaluateFields } from './expressions.js';
import { stepErrors, verbOf } from './step-errors.js';

/** What a step has done. */
interface StepResult {
  readonly entry: DataCollection;
  readonly change: DocumentDifference['change'];
  readonly keys: readonly string[];
}

/** What steps have done, and the documents that were changed with theirs. */
export interface StepsResult {
  readonly steps: readonly StepResult[];
  readonly followed: readonly Follower[];
}

/**
 * Does steps in order. Call it in a transaction. Throws DocumentErrors that name the first step that fails, and a 404 problem for
 * an unknown collection.
 */
export function runSteps(
  sandbox: Sandbox,
  catalogue: DataCatalogue,
  steps: readonly DataStep[],
): StepsResult {
  const writer = new DataWriter(sandbox, catalogue);
  const results = steps.map((step, index) =>
    within(`/steps/${index}`, () => {
      const errors = stepErrors(step);
      if (errors.length > 0) throw new DocumentErrors(errors);
      const entry = entryOf(catalogue, step);
      return { entry, ...runStep({ sandbox, writer, entry }, step) };
    }),
  );
  return { steps: results, followed: writer.followed };
}

/** Runs `work`. The places of its errors are below `prefix`. */
function within<T>(prefix: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof DocumentErrors ? error.movedTo(prefix) : error;
  }
}

interface StepScope {
  readonly sandbox: Sandbox;
  readonly writer: DataWriter;
  readonly entry: DataCollection;
}

/** The collection that a step is about. Throws a 404 problem for an unknown one. */
export function entryOf(catalogue: DataCatalogue, step: DataStep): DataCollection {
  const verb = verbOf(step) ?? 'add';
  const [contract = '', name = ''] = String(step[verb]).split('/');
  return catalogue.require(contract, name);
}

function runStep(scope: StepScope, step: DataStep): Omit<StepResult, 'entry'> {
  switch (verbOf(step)) {
    case 'add':
      return { change: 'added', keys: addDocuments(scope, step) };
    case 'ensure':
      return { change: 'changed', keys: ensureDocuments(scope, step) };
    case 'delete':
      return { change: 'removed', keys: deleteDocuments(scope, step) };
    default:
      return { change: 'changed', keys: changeDocuments(scope, step) };
  }
}

function addDocuments(
  { sandbox, writer, entry }: StepScope,
  { documents, generate = 0, like = {} }: DataStep,
): string[] {
  const evaluated = (fields: object) =>
    evaluateFields(fields as Record<string, unknown>, undefined, sandbox);
  if (!documents)
    return Array.from(
      { length: generate },
      () => within('/like', () => writer.generate(entry, evaluated(like))).key,
    );
  return documents.map(
    (each, index) => within(`/documents/${index}`, () => writer.create(entry, evaluated(each))).key,
  );
}

/** Changes the documents whose key exists, and adds the others. */
function ensureDocuments(
  { sandbox, writer, entry }: StepScope,
  { documents = [] }: DataStep,
): string[] {
  return documents.map((each, index) =>
    within(`/documents/${index}`, () => {
      const fields = evaluateFields(each as Record<string, unknown>, undefined, sandbox);
      const key = keyIn(entry, fields);
      const exists = key !== undefined && writer.has(entry, key);
      return (exists ? writer.patch(entry, key, fields) : writer.create(entry, fields)).key;
    }),
  );
}

function changeDocuments(scope: StepScope, step: DataStep): string[] {
  const { sandbox, writer, entry } = scope;
  const found = selectDocuments(scope, step);
  for (const document of found)
    within('/set', () => {
      const fields = evaluateFields(step.set ?? {}, document, sandbox);
      writer.patch(entry, keyOf(entry, document), fields);
    });
  return found.map((document) => keyOf(entry, document));
}

function deleteDocuments(scope: StepScope, step: DataStep): string[] {
  const keys = selectDocuments(scope, step).map((document) => keyOf(scope.entry, document));
  for (const key of keys) scope.writer.delete(scope.entry, key);
  return keys;
}

/** The documents that a step is about. Throws DocumentErrors if there are none. */
function selectDocuments(
  { sandbox, entry }: StepScope,
  { where = {}, sort, limit = -1, optional }: DataStep,
): AnyStored[] {
  const { rules } = entry;
  const { collection } = rules;
  const { key, ...fields } = where;
  const keys =
    key === undefined ? {} : { key: [key].flat().map((each) => toKey(entry, String(each))) };
  const { query, order, errors } = parseQuery(rules, {
    ...(sort !== undefined && { sort }),
    ...fields,
    ...keys,
  });
  if (errors.length > 0)
    throw new DocumentErrors(
      errors.map(({ at, message }) => ({ at: at === 'sort' ? '/sort' : `/where/${at}`, message })),
    );
  const found: AnyStored[] = sandbox.documents(collection).all(query, order, { limit });
  if (found.length === 0 && !optional)
    throw new DocumentErrors([{ at: '/where', message: 'matches no document' }]);
  return found;
}

function keyOf({ rules }: DataCollection, { wire, internal }: AnyStored): string {
  return rules.collection.key(wire, internal);
}

function toKey({ rules }: DataCollection, text: string): string {
  return rules.toKey?.(text) ?? text;
}

/** The key in fields that were sent by name or in the parts of a document; undefined if there is none. */
function keyIn(
  { rules }: DataCollection,
  fields: Readonly<Record<string, unknown>>,
): string | undefined {
  const [, part = '', name = ''] = rules.keyField.split('/');
  const nested = fields[part];
  const key = fields[name] ?? (isObject(nested) ? nested[name] : undefined) ?? fields.key;
  return key === undefined ? undefined : String(key);
}
