/** A value in a document with its JSON pointer. */
interface PlacedValue {
  readonly at: string;
  readonly value: unknown;
}

/** The values at a JSON pointer in which `*` stands for every item of an array; none where it leads nowhere. */
export function valuesAt(root: unknown, pointer: string): PlacedValue[] {
  let found: PlacedValue[] = [{ at: '', value: root }];
  for (const name of segmentsOf(pointer)) {
    found = found.flatMap(({ at, value }) => childrenOf(at, value, name));
  }
  return found;
}

/** The value at a JSON pointer; undefined where it leads nowhere. */
export function valueAt(root: unknown, pointer: string): unknown {
  return valuesAt(root, pointer)[0]?.value;
}

/** A copy of a value without the field at a JSON pointer. Only what changes is copied. */
export function withoutValue<T>(root: T, pointer: string): T {
  return removeAt(root, segmentsOf(pointer)) as T;
}

/** A copy of a value with another value at a JSON pointer. Missing objects on the way are added. */
export function withValue<T>(root: T, pointer: string, value: unknown): T {
  return replaceAt(root, segmentsOf(pointer), value) as T;
}

/** The JSON pointers of all values in JSON that are no object and no array, and of those that are empty. */
export function* leavesOf(value: unknown, at = ''): Generator<PlacedValue> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) yield { at, value };
  for (const [name, child] of entries) yield* leavesOf(child, `${at}/${escapeSegment(name)}`);
}

/** Whether a JSON pointer is one of those that a pointer with `*` stands for. */
export function matchesPointer(pattern: string, pointer: string): boolean {
  const expected = pattern.split('/');
  const actual = pointer.split('/');
  return (
    expected.length === actual.length &&
    expected.every((segment, index) => segment === '*' || segment === actual[index])
  );
}

/** The path of a field in a document, as callers send it: the names without the part of the document, joined by dots. */
export function pathOf(pointer: string): string {
  return pointer.split('/').slice(2).join('.');
}

/** A name as a segment of a JSON pointer. */
export function escapeSegment(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The name that a segment of a JSON pointer stands for. */
export function unescapeSegment(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

function segmentsOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapeSegment);
}

function childrenOf(at: string, value: unknown, name: string): PlacedValue[] {
  if (typeof value !== 'object' || value === null) return [];
  if (name === '*') {
    return Array.isArray(value)
      ? value.map((item, index) => ({ at: `${at}/${index}`, value: item }))
      : [];
  }
  if (!Object.hasOwn(value, name)) return [];
  const child = (value as Record<string, unknown>)[name];
  return [{ at: `${at}/${escapeSegment(name)}`, value: child }];
}

function removeAt(value: unknown, [name = '', ...rest]: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return value;
  const { [name]: child, ...others } = value as Record<string, unknown>;
  if (rest.length === 0) return others;
  return { ...(value as object), [name]: removeAt(child, rest) };
}

function replaceAt(value: unknown, [name, ...rest]: readonly string[], child: unknown): unknown {
  if (name === undefined) return child;
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      String(index) === name ? replaceAt(item, rest, child) : item,
    );
  }
  const fields = typeof value === 'object' && value !== null ? value : {};
  const before = (fields as Record<string, unknown>)[name];
  return { ...fields, [name]: replaceAt(before, rest, child) };
}
