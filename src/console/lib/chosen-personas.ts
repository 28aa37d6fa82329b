import { storageKeys } from './storage-keys.js';

/** The name of the persona that was last chosen for an API; undefined if none was in this tab. */
export function chosenPersona(contract: string): string | undefined {
  return readChoices()[contract];
}

/** Remembers the persona of an API until the tab is closed. */
export function storePersona(contract: string, persona: string): void {
  const choices = readChoices();
  if (choices[contract] === persona) return;
  sessionStorage.setItem(storageKeys.personas, JSON.stringify({ ...choices, [contract]: persona }));
}

function readChoices(): Readonly<Record<string, string>> {
  return JSON.parse(sessionStorage.getItem(storageKeys.personas) ?? '{}');
}
