import { closestMatch } from 'leven';

/** Longer texts are not compared, because the time grows with the square of the length. */
const maxLength = 100;
const maxCandidates = 1000;

/** The candidate that a text is probably a misspelling of; undefined if none is similar. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  if (text === '' || text.length > maxLength || candidates.length > maxCandidates) return undefined;
  const byLowerCase = new Map(candidates.map((each) => [each.toLowerCase(), each]));
  const maxDistance = Math.min(3, 1 + Math.floor(text.length / 3));
  const found = closestMatch(text.toLowerCase(), [...byLowerCase.keys()], { maxDistance });
  return found === undefined ? undefined : byLowerCase.get(found);
}

/** The end of a message that suggests the nearest candidate: `; did you mean X?`. Empty if none is similar. */
export function suggestion(text: string, candidates: readonly string[]): string {
  const found = nearest(text, candidates);
  return found === undefined || found === text ? '' : `; did you mean ${found}?`;
}

/** The message for an unknown name where only some are allowed: a field, a filter. */
export function unknownNameMessage(name: string, known: readonly string[]): string {
  return `is unknown; it must be one of ${known.join(', ')}${suggestion(name, known)}`;
}

/** The message for a name that nothing of a kind has, with the names that there are. */
export function nothingNamed(
  name: string,
  known: readonly string[],
  [one, several]: readonly [string, string],
): string {
  return `There is no ${one} ${name}; the ${several} are ${known.join(', ')}${suggestion(name, known)}`;
}
