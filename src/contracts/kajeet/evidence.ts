import type { TSchema } from '@sinclair/typebox';
import { collectModels } from '../../../schemas/annotations.js';
import type { Evidence } from '../../simulator/contract/evidence.js';
import type { MediaResponse, Operation } from '../../simulator/contract/operation.js';

const docs = 'https://kajeet.dev/docs/api';

/** Documented on the vendor's page of a category, filtered by `path` when it is given. */
export function documented(category: string, path?: string): Evidence {
  const query = path ? `&q=${encodeURIComponent(path)}` : '';
  return documentedAt(`${docs}?cat=${category}${query}`);
}

export function documentedAt(source: string): Evidence {
  return { kind: 'documented', source };
}

/** Documented on the older portal, which names operations that the current pages do not. */
export const olderPortal = documentedAt('https://developer.kajeet.cloud/docs/api');

/** Seen in public client code that calls the live API. */
export const observed: Evidence = { kind: 'observed', source: 'public client code' };

export function inferredAt(source: string): Evidence {
  return { kind: 'inferred', source };
}

/** An operation whose description says of which of its parts the vendor publishes no fields. */
export function describeChoices(operation: Operation): Operation {
  const { schema } = operation;
  const parts = [
    isChosen(schema.body) ? 'body' : '',
    isChosen(jsonSchema(schema.response[200])) ? 'response' : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return operation;
  const note = `The vendor publishes no fields of the ${parts.join(' and the ')}: they are Understudy's choice.`;
  const description = [schema.description ?? `${schema.summary}.`, note].join(' ');
  return { ...operation, schema: { ...schema, description } };
}

function jsonSchema(declared: TSchema | MediaResponse | undefined): TSchema | undefined {
  if (!declared || !('content' in declared)) return declared;
  return (declared as MediaResponse).content['application/json']?.schema;
}

function isChosen(schema: TSchema | undefined): boolean {
  if (!schema) return false;
  return [schema, collectModels(schema)[0]].some((each) => each?.['x-evidence'] === 'inferred');
}
