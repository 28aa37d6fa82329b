import { plural } from '../lib/format.js';
import { refreshAll } from '../state/sandboxes.js';
import { showToast } from '../state/toasts.js';

/** How many requests an action on many sandboxes sends at once, so that the server serves others in between. */
const concurrency = 4;

/** The sandboxes of an action, by how it ended, in the order in which they were given. */
interface Outcome {
  readonly done: readonly string[];
  readonly failures: readonly { readonly name: string; readonly message: string }[];
}

/** Runs an action in each of some sandboxes, a few at once. A failure does not stop the others. */
export async function forEachSandbox(
  names: readonly string[],
  action: (name: string) => Promise<unknown>,
): Promise<Outcome> {
  const pending = [...names];
  const messages = new Map<string, string>();
  const work = async () => {
    for (let name = pending.shift(); name !== undefined; name = pending.shift())
      try {
        await action(name);
      } catch (error) {
        messages.set(name, (error as Error).message);
      }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  // The order in which they ended differs from run to run.
  return {
    done: names.filter((name) => !messages.has(name)),
    failures: names.flatMap((name) => {
      const message = messages.get(name);
      return message === undefined ? [] : [{ name, message }];
    }),
  };
}

/** Runs an action in each of some sandboxes, shows its failures, and loads what has changed. */
export async function attemptOnMany(
  names: readonly string[],
  action: (name: string) => Promise<unknown>,
): Promise<readonly string[]> {
  const { done, failures } = await forEachSandbox(names, action);
  for (const { name, message } of failures.slice(0, 2)) showToast(`${name}: ${message}`, 'error');
  if (failures.length > 2)
    showToast(`It failed in ${plural(failures.length, 'sandbox', 'sandboxes')}`, 'error');
  await refreshAll();
  return done;
}

/** Names for a sentence: all of a few, and how many more. */
export function nameList(names: readonly string[]): string {
  if (names.length <= 4) return names.join(', ');
  return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
