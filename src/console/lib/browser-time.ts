/** The real time in milliseconds since 1970, by the clock of the browser. */
export function systemNow(): number {
  return Date.now();
}

/** Milliseconds since the page was opened. They go on evenly when the clock of the computer is set. */
export function elapsed(): number {
  return performance.now();
}
