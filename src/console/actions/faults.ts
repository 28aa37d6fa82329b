import { inSandbox, type Model, unwrap } from '../api/client.js';

/** Ends the scenario that a fault rule belongs to, or the rule if it belongs to none. */
export async function endFault(
  sandbox: string,
  { id, scenario: name }: Pick<Model<'FaultRule'>, 'id' | 'scenario'>,
): Promise<void> {
  const client = inSandbox(sandbox);
  if (name === undefined) await unwrap(client.DELETE('/faults/{id}', { params: { path: { id } } }));
  else await unwrap(client.DELETE('/scenarios/{name}', { params: { path: { name } } }));
}
