import type { Contract } from './contract.js';

/** A cURL command that works unchanged, as a first call to an API. `origin` may have the prefix of a sandbox. */
export function exampleCommand(
  { example, mount }: Pick<Contract, 'example' | 'mount'>,
  { origin, token }: { readonly origin: string; readonly token: string },
): string {
  // cURL would expand the brackets.
  const option = /[[\]{}]/.test(example) ? ' -g' : '';
  return `curl${option} '${origin}${mount}${example}' -H 'Authorization: Bearer ${token}'`;
}
