import { generatedName } from './names.js';

/** Where the ordinals of the people begin that are added to a sandbox later. */
const firstAdditional = 20_000;

/** The name of a person besides the seeded ones; `number` counts those of a sandbox. */
export function additionalPerson(seed: number, number: number) {
  const { firstName, lastName } = generatedName(seed, firstAdditional + number);
  return { firstName, lastName };
}
