/** Separates the fields of a search column. Folded text never contains it. */
export const fieldSeparator = '\u001f';

/** Folds text for case-insensitive comparison: in searches, sort keys and names that must be unique. */
export function foldCase(text: string): string {
  const folded = text.toLowerCase();
  return folded.includes(fieldSeparator) ? folded.replaceAll(fieldSeparator, ' ') : folded;
}
