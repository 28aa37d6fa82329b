/** Stands between the fields of a search text; no folded text contains it. */
export const fieldSeparator = '\u001f';

/** The one way to compare text without regard to case: in searches, in sort keys, in names that must be unique. */
export function foldCase(text: string): string {
  const folded = text.toLowerCase();
  return folded.includes(fieldSeparator) ? folded.replaceAll(fieldSeparator, ' ') : folded;
}
