/** Separates the fields of a search column. Folded text never contains it. */
export const fieldSeparator = '\u001f';

/** Folds text for case-insensitive comparison: in searches, sort keys and names that must be unique. */
export function foldCase(text: string): string {
  const folded = text.toLowerCase();
  return folded.includes(fieldSeparator) ? folded.replaceAll(fieldSeparator, ' ') : folded;
}

/** Whether a text contains another one, in letters of either case. */
export function containsText(text: string, part: string): boolean {
  return foldCase(text).includes(foldCase(part));
}
