import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { documentErrors } from '../validation/document-validator.js';
import { DocumentErrors } from './document-errors.js';
import { mergeDocument, type SentFields } from './input.js';
import { matchesPointer } from './pointers.js';
import { uniqueErrors } from './references/integrity.js';
import type { AnyRules, AnyStored, DocumentError } from './rules.js';

/** A generated document that collides with others is drawn again, at most this many times. */
const maxDraws = 1000;

/** Whether a missing field is one that is added later, because it follows from others. */
export function isDerivedLater({ derived = [] }: AnyRules, error: DocumentError): boolean {
  return isMissing(error) && derived.some((each) => matchesPointer(each, error.at));
}

/** Whether fields are too few for a document that can be completed by a generated one. */
export function needsGeneration(rules: AnyRules, document: AnyStored): boolean {
  if (!rules.generate) return false;
  const errors = documentErrors(rules.collection, document as never);
  return errors.some((error) => isMissing(error) && !isDerivedLater(rules, error));
}

/**
 * Completes the fields of a new document with those of a generated one, whose key and unique fields no other document has. The
 * draws depend on the seed of the world and on how many documents were generated before.
 */
export function generateDocument(rules: AnyRules, fields: SentFields, sandbox: Sandbox): AnyStored {
  const { collection, generate } = rules;
  if (!generate) throw new DocumentErrors([{ at: '', message: 'cannot be generated' }]);
  const like = { wire: fields.wire, internal: fields.internal };
  const { seed } = sandbox.world;
  for (let draw = 1; ; draw++) {
    const number = sandbox.sequences.next(`generated ${collection.name}`);
    const drawn: AnyStored = generate({ sandbox, seed, number, like });
    const document = mergeDocument(collection, drawn, fields);
    if (draw === maxDraws || isFree(rules, { drawn, document }, sandbox)) return document;
  }
}

/** Whether no document has the drawn key or a drawn unique value. Those that were sent are not drawn again. */
function isFree(
  rules: AnyRules,
  { drawn, document }: { readonly drawn: AnyStored; readonly document: AnyStored },
  sandbox: Sandbox,
): boolean {
  const { collection } = rules;
  const drawnKey = collection.key(drawn.wire, drawn.internal);
  const key = safeKey(rules, document);
  if (key === drawnKey && sandbox.documents(collection).get(key)) return false;
  const errors = key === undefined ? [] : uniqueErrors(rules, drawn, { sandbox, key });
  return errors.length === 0;
}

/** The key of a document that may not fit the schema; undefined if it has none. */
function safeKey({ collection }: AnyRules, { wire, internal }: AnyStored): string | undefined {
  const key: unknown = collection.key(wire, internal);
  return typeof key === 'string' ? key : undefined;
}

function isMissing({ message }: DocumentError): boolean {
  return message.startsWith('is missing');
}
