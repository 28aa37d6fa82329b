/** An instant, in milliseconds since 1970, as ISO 8601 to the second with the given ending. */
export function isoSeconds(instant: number, ending: 'Z' | '+00:00'): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, ending);
}
