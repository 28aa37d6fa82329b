/** Whether arrays and objects are nested deeper than so many levels. It looks no deeper than that, so that it cannot exhaust the stack. */
export function exceedsDepth(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((each) => exceedsDepth(each, levels - 1));
}

/** Whether arrays and objects have more than so many items and keys together, at all depths. It stops counting there. */
export function exceedsValues(value: unknown, limit: number): boolean {
  let count = 0;
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null) continue;
    const parts: unknown[] = Array.isArray(next) ? next : Object.values(next);
    count += parts.length;
    if (count > limit) return true;
    for (const part of parts) pending.push(part);
  }
  return false;
}
