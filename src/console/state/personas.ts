import { effect } from '@preact/signals';
import type { Model } from '../api/client.js';
import { chosenPersona, storePersona } from '../lib/chosen-personas.js';
import { contracts } from './operations.js';
import { route, setQuery } from './router.js';

/** The persona to act as: the one that the URL names, or that was chosen last, or the first, whose token the example works with. */
export function choosePersona(
  contract: string,
  personas: readonly Model<'Persona'>[],
): Model<'Persona'> | undefined {
  const wanted = route.value.query[contract] ?? chosenPersona(contract);
  return personas.find(({ name }) => name === wanted) ?? personas[0];
}

/** Acts as another persona of an API, on this page and on those that are opened later. */
export function actAs(contract: string, persona: string): void {
  storePersona(contract, persona);
  setQuery({ [contract]: persona });
}

// A link to a page may name personas too.
effect(() => {
  for (const { id } of contracts.value ?? []) {
    const named = route.value.query[id];
    if (named !== undefined) storePersona(id, named);
  }
});
