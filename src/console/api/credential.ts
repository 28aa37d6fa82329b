import { computed, signal } from '@preact/signals';
import { storageKeys } from '../lib/storage-keys.js';
import { route, setQuery } from '../state/router.js';

/** The admin token, or the key of a sandbox; undefined while none is needed. It is forgotten when the tab is closed. */
export const credential = signal(sessionStorage.getItem(storageKeys.credential) ?? undefined);

/** Whether the server has refused the credential, or that there is none. */
export const needsSignIn = signal(false);

/** The only sandbox that the credential opens; undefined for an admin token and for none. A key contains the name. */
export const keySandbox = computed(
  () => /^usk_([a-z0-9][a-z0-9-]{0,62})_/.exec(credential.value ?? '')?.[1],
);

/** Stores a credential that the server has accepted. */
export function signIn(token: string): void {
  sessionStorage.setItem(storageKeys.credential, token);
  credential.value = token;
  needsSignIn.value = false;
}

/** Forgets the credential. */
export function signOut(): void {
  sessionStorage.removeItem(storageKeys.credential);
  credential.value = undefined;
}

/** Takes the key out of the link that a learner got, so that it is neither shown nor copied with the URL. */
export function acceptKeyOfLink(): void {
  const { key } = route.value.query;
  if (!key) return;
  signIn(key);
  setQuery({ key: undefined });
}
