/** Formats an instant, in milliseconds since 1970, as ISO 8601 in UTC to the second, with the given suffix. */
export function isoSeconds(instant: number, suffix: 'Z' | '+00:00'): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, suffix);
}
