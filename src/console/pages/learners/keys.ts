/** The keys of learners that this tab has created, so that their sheet can be printed again. The server has only their hashes. */
const storageKey = 'understudy-learner-keys';

/** The known keys by sandbox. */
export function readKeys(): Readonly<Record<string, string>> {
  return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
}

/** Remembers keys until the tab is closed. */
export function storeKeys(keys: Readonly<Record<string, string>>): void {
  sessionStorage.setItem(storageKey, JSON.stringify({ ...readKeys(), ...keys }));
}
