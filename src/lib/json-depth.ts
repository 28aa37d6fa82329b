/** Whether arrays and objects are nested deeper than so many levels. It looks no deeper than that, so that it cannot exhaust the stack. */
export function exceedsDepth(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((each) => exceedsDepth(each, levels - 1));
}
