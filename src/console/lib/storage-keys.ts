/** The items of the browser's storage that the console and the documentation pages share. A page follows what another one changes. */
export const storageKeys = {
  /** In the session storage: the admin token or the key of a sandbox, so that one sign-in is enough. */
  credential: 'understudy-admin-token',
  /** In the session storage: the persona to act as, by API, as JSON. */
  personas: 'understudy-personas',
  /** In the local storage: the colours. */
  theme: 'understudy-theme',
} as const;
