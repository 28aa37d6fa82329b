import { inSandbox, type Model, unwrap } from '../../../api/client.js';
import { loadOperations, operations, type PublishedOperation } from '../../../state/operations.js';
import { queryText } from '../columns.js';
import type { Call } from '../feed.js';

/** A request that can be sent: a recorded one, as it was or with changes. */
export interface Draft {
  readonly sandbox: string;
  readonly contract: string;
  readonly method: string;
  /** The path with its query, below the sandbox. */
  readonly url: string;
  /** The persona that sends it; undefined for none. */
  readonly persona: string | undefined;
  readonly scheme: PublishedOperation['scheme'];
  /** The body as text; empty for none. */
  readonly body: string;
  /** What differs from the call, as phrases. */
  readonly changes: readonly string[];
}

/** What the journal shows in place of a secret. */
export const masked = '***';

/** The operation of a call; undefined if it has none. */
export async function operationOf(call: Call): Promise<PublishedOperation | undefined> {
  await loadOperations();
  return operations.value?.find(
    ({ contract, operationId }) => contract === call.contract && operationId === call.operationId,
  );
}

/** The users of a vendor to act as, with fresh tokens. */
export async function personasOf(call: Pick<Call, 'sandbox' | 'contract'>) {
  const all = await unwrap(inSandbox(call.sandbox).GET('/personas'));
  return all.filter(({ contract }) => contract === call.contract);
}

/** The persona that made a call, by its name or login name; otherwise the first one. */
export function personaOf(
  call: Pick<Call, 'persona'>,
  personas: readonly Model<'Persona'>[],
): Model<'Persona'> | undefined {
  const { persona } = call;
  return (
    personas.find(({ name, username }) => name === persona || username === persona) ?? personas[0]
  );
}

/** The request of a call as it was sent, with a fresh token of its caller. */
export function draftOf(
  call: Call,
  operation: PublishedOperation | undefined,
  personas: readonly Model<'Persona'>[],
): Draft {
  const { sandbox, contract, method, path, request } = call;
  const { body } = request;
  return {
    ...{ sandbox, contract, method },
    url: `${path}${queryText(call)}`,
    persona: personaOf(call, personas)?.name,
    scheme: operation ? operation.scheme : 'bearer',
    body: body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body, null, 2),
    changes: [],
  };
}

/** The headers with which a persona sends a draft. */
export function headersOf(
  { scheme, body }: Pick<Draft, 'scheme' | 'body'>,
  persona: Pick<Model<'Persona'>, 'token' | 'username' | 'password'> | undefined,
): Record<string, string> {
  return {
    ...(persona && scheme === 'bearer' && { Authorization: `Bearer ${persona.token}` }),
    ...(persona &&
      scheme === 'basic' && {
        Authorization: `Basic ${btoa(`${persona.username}:${persona.password}`)}`,
      }),
    ...(body !== '' && { 'Content-Type': 'application/json' }),
  };
}
