import type { ControlClient } from '../../sdk/transport.js';
import { areFields, type ControlRequest, fieldsOf } from './words.js';

export const tokenUsage = `understudy token [list | CONTRACT [PERSONA] [NAME=VALUE ...]]

Prints a token and nothing else, for a command such as: curl -H "Authorization: Bearer $(understudy token CONTRACT)" ...
list prints the personas, each with a token. NAME is scope, role, corpId or expiresIn, in seconds, null for never.`;

/** The request for the words after the command; undefined for words that it does not know. */
export function tokenRequest([contract = 'list', ...words]: readonly string[]):
  | ControlRequest
  | undefined {
  if (contract === 'list')
    return words.length === 0 ? { method: 'GET', path: '/_sim/personas' } : undefined;
  const [first] = words;
  const persona = first === undefined || areFields([first]) ? undefined : first;
  const fields = persona === undefined ? words : words.slice(1);
  if (!areFields(fields)) return undefined;
  const body = { contract, ...(persona !== undefined && { persona }), ...fieldsOf(fields) };
  return { run: (control, sandbox) => issueToken(control, sandbox, body) };
}

async function issueToken(control: ControlClient, sandbox: string, body: object): Promise<string> {
  const issued = await control('POST', '/_sim/tokens', { sandbox, body });
  return (issued as { readonly token: string }).token;
}
