import type { Model } from '../../../api/client.js';
import type { PublishedOperation } from '../../../state/operations.js';
import type { Call } from '../feed.js';
import { type Draft, draftOf, masked, operationOf, personaOf, personasOf } from './draft.js';

type Explanation = Model<'Explanation'>;
type FieldError = Explanation['errors'][number];
type Persona = Model<'Persona'>;

/** A request of which the parts are changed one after another. */
interface Correction {
  path: string;
  readonly query: URLSearchParams;
  body: unknown;
  persona: string | undefined;
  readonly changes: string[];
}

/**
 * The request of a refused call with everything changed that the explanation names; undefined where one of the changes is not
 * known, so that what is sent corrected is not refused again.
 */
export async function correct(call: Call, explanation: Explanation): Promise<Draft | undefined> {
  if (call.control || explanation.fault) return undefined;
  const [operation, personas] = await Promise.all([operationOf(call), personasOf(call)]);
  if (!operation?.isSimulated) return undefined;
  const draft = draftOf(call, operation, personas);
  const [, search = ''] = draft.url.split('?');
  const correction: Correction = {
    path: call.path,
    query: new URLSearchParams(search),
    body: call.request.body,
    persona: draft.persona,
    changes: [],
  };
  const isCorrected =
    explanation.errors.length > 0
      ? explanation.errors.every((error) => correctField(correction, error, operation))
      : correctCaller(correction, { call, operation, personas });
  if (!isCorrected || JSON.stringify(correction.body ?? '').includes(masked)) return undefined;
  const { path, query, body, persona, changes } = correction;
  return {
    ...draft,
    url: `${path}${query.size > 0 ? `?${query}` : ''}`,
    persona,
    body: body === null ? '' : JSON.stringify(body, null, 2),
    changes,
  };
}

/** Corrects one field. Returns whether a value that would pass is known. */
function correctField(
  correction: Correction,
  error: FieldError,
  operation: PublishedOperation,
): boolean {
  if (error.in === 'query') return correctParameter(correction, error);
  if (error.in === 'body') return correctBody(correction, error, operation);
  if (error.in === 'path') return correctPath(correction, error, operation);
  return false;
}

function correctParameter({ query, changes }: Correction, error: FieldError): boolean {
  const { at, message, example } = error;
  if (message.startsWith('is unknown')) {
    const values = query.getAll(at);
    const [, name] = /did you mean ([^?]+)\?$/.exec(message) ?? [];
    query.delete(at);
    for (const value of name ? values : []) query.append(String(name), value);
    changes.push(name ? `${name} instead of ${at}` : `without ${at}`);
    return true;
  }
  const value = valueThatPasses(error);
  if (value === undefined) return false;
  query.set(at, textOf(value));
  changes.push(`${at} is ${textOf(example ?? value)}`);
  return true;
}

function correctBody(
  correction: Correction,
  error: FieldError,
  { exampleBody }: PublishedOperation,
): boolean {
  const { changes } = correction;
  const value = valueThatPasses(error);
  if (value !== undefined && error.at !== '' && isObject(correction.body)) {
    const body = structuredClone(correction.body);
    if (setAt(body, error.at.split('/').slice(1).map(unescapePointer), value)) {
      correction.body = body;
      changes.push(`${error.at.slice(1)} is ${textOf(value)}`);
      return true;
    }
  }
  if (exampleBody === undefined) return false;
  correction.body = exampleBody;
  changes.push('the example body');
  return true;
}

function correctPath(
  correction: Correction,
  error: FieldError,
  operation: PublishedOperation,
): boolean {
  const value = valueThatPasses(error);
  if (value === undefined) return false;
  const index = operation.path.split('/').indexOf(`{${error.at}}`);
  const segments = correction.path.split('/');
  if (index < 0 || segments[index] === undefined) return false;
  segments[index] = encodeURIComponent(textOf(value));
  correction.path = segments.join('/');
  correction.changes.push(`${error.at} is ${textOf(value)}`);
  return true;
}

/** Chooses a caller that may do it. Returns whether there is one. */
function correctCaller(
  correction: Correction,
  {
    call,
    operation,
    personas,
  }: {
    readonly call: Call;
    readonly operation: PublishedOperation;
    readonly personas: readonly Persona[];
  },
): boolean {
  if (call.status === 401 && operation.scheme) {
    const isNamed = call.persona !== null;
    const persona = isNamed ? personaOf(call, personas) : personas.find(allowedBy(operation));
    if (!persona) return false;
    correction.persona = persona.name;
    correction.changes.push(`with a fresh token of ${persona.displayName}`);
    return true;
  }
  const isScopeRule = operation.allowed !== undefined || operation.denied.length > 0;
  if (call.status !== 403 || !isScopeRule) return false;
  const persona = personas.find((each) => each.name !== call.persona && allowedBy(operation)(each));
  const current = personas.find(({ name }) => name === call.persona);
  if (!persona || (current && allowedBy(operation)(current))) return false;
  correction.persona = persona.name;
  correction.changes.push(`as ${persona.displayName} (${persona.name})`);
  return true;
}

/** Whether the scopes of a persona allow an operation. */
function allowedBy({ allowed, denied }: PublishedOperation): (persona: Persona) => boolean {
  return ({ scopes }) =>
    (allowed === undefined || scopes.some((scope) => allowed.includes(scope))) &&
    !scopes.some((scope) => denied.includes(scope));
}

/** A value that would pass: the example that is declared, the first of a list of values, or a limit that was exceeded. */
function valueThatPasses({ message, example }: FieldError): unknown {
  if (example !== undefined) return example;
  const [, choice] = /must be one of ([^,]+?)(?:,| or |$)/.exec(message) ?? [];
  if (choice) return choice;
  const [, from, to, actual] = /from (-?\d+) to (-?\d+)(?:, not (-?\d+))?/.exec(message) ?? [];
  if (from !== undefined) return Number(actual) > Number(to) ? Number(to) : Number(from);
  return undefined;
}

function setAt(target: object, [name = '', ...others]: readonly string[], value: unknown): boolean {
  const record = target as Record<string, unknown>;
  if (others.length === 0) {
    record[name] = value;
    return true;
  }
  const child = record[name];
  return isObject(child) && setAt(child, others, value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function unescapePointer(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}
