import { server, unwrap } from '../api/client.js';
import { confirm } from '../components/overlay/confirm.js';
import { plural } from '../lib/format.js';
import { attemptOnMany } from './on-many.js';

/** The keys that this tab has got, so that a sheet can be printed again. The server has only their hashes. */
const storageKey = 'understudy-learner-keys';

/** The known keys by sandbox. */
export function readKeys(): Readonly<Record<string, string>> {
  return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
}

/** Remembers keys until the tab is closed. */
export function storeKeys(keys: Readonly<Record<string, string>>): void {
  sessionStorage.setItem(storageKey, JSON.stringify({ ...readKeys(), ...keys }));
}

/** Gives sandboxes new keys, after a question. Returns those that have got one. */
export async function replaceKeys(names: readonly string[]): Promise<readonly string[]> {
  const which = names.length === 1 ? names[0] : plural(names.length, 'sandbox', 'sandboxes');
  const agreed = await confirm({
    title: `Give ${which} ${names.length === 1 ? 'a new key' : 'new keys'}?`,
    body: (
      <p>
        Whoever has a former key, or a link with it, is signed out and needs the new one. Data,
        calls and clocks stay as they are.
      </p>
    ),
    action: names.length === 1 ? 'Give a new key' : 'Give new keys',
  });
  if (!agreed) return [];
  const keys: Record<string, string> = {};
  const done = await attemptOnMany(names, async (name) => {
    const params = { path: { name } };
    keys[name] = (await unwrap(server.POST('/sandboxes/{name}/key', { params }))).key;
  });
  storeKeys(keys);
  return done;
}
