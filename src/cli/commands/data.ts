import { writeFileSync } from 'node:fs';
import type { ControlClient } from '../../sdk/transport.js';
import { exportWorld } from './data-export.js';
import { areFields, type ControlRequest, fieldsOf, queryOf } from './words.js';

export const dataUsage = `understudy data [list COLLECTION [FIELD=VALUE ...] | get COLLECTION KEY | add COLLECTION [FIELD=VALUE ...] | set COLLECTION KEY FIELD=VALUE ...
                | delete COLLECTION KEY | stories | story NAME | diff SANDBOX[@SNAPSHOT] | export [FILE]]

COLLECTION is CONTRACT/NAME; without words the collections are described. A VALUE is JSON, or else text. export writes a world file,
which understudy start --world FILE reads; passwords that were changed are not in it.`;

/** The request for the words after the command; undefined for words that it does not know. */
export function dataRequest([action = 'describe', ...words]: readonly string[]):
  | ControlRequest
  | undefined {
  const [first, second, ...rest] = words;
  const path = `/_sim/data/${first}`;
  const isCollection = first !== undefined && /^\w+\/\w+$/.test(first);
  if (action === 'export' && second === undefined) return { run: exporter(first) };
  if (!isCollection) return worldRequest(action, words);
  const after = words.slice(1);
  if (action === 'list' && areFields(after))
    return { method: 'GET', path: `${path}?${queryOf(after)}` };
  if (action === 'add' && areFields(after)) return { method: 'POST', path, body: fieldsOf(after) };
  if (second === undefined) return undefined;
  const document = `${path}/${encodeURIComponent(second)}`;
  if (action === 'set' && rest.length > 0 && areFields(rest))
    return { method: 'PATCH', path: document, body: fieldsOf(rest) };
  if (rest.length > 0) return undefined;
  if (action === 'get') return { method: 'GET', path: document };
  return action === 'delete' ? { method: 'DELETE', path: document } : undefined;
}

/** The request for words that name no collection. */
function worldRequest(action: string, words: readonly string[]): ControlRequest | undefined {
  const [name] = words;
  if (words.length > 1) return undefined;
  if (name === undefined) {
    const paths: Readonly<Record<string, string>> = {
      describe: '/_sim/data',
      stories: '/_sim/stories',
    };
    const path = paths[action];
    return path === undefined ? undefined : { method: 'GET', path };
  }
  const text = encodeURIComponent(name);
  if (action === 'story') return { method: 'POST', path: `/_sim/stories/${text}` };
  return action === 'diff' ? { method: 'GET', path: `/_sim/diff?from=${text}` } : undefined;
}

/** Writes a world file, or returns the world to be printed. */
function exporter(file: string | undefined) {
  return async (control: ControlClient, sandbox: string): Promise<unknown> => {
    const world = await exportWorld(control, sandbox);
    if (file === undefined) return world;
    writeFileSync(file, `${JSON.stringify(world, null, 1)}\n`);
    return undefined;
  };
}
