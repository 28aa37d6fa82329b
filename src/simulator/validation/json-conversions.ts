/** Members that make `String()` and `Number()` throw when they are not functions, which they never are in JSON. */
const conversions = ['toString', 'valueOf'];

/** A JSON value without the members that would make converting it to a string or a number throw. */
export function withoutConversions(value: unknown): unknown {
  return hasConversions(value) ? copyWithout(value) : value;
}

function hasConversions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasConversions);
  return Object.entries(value).some(
    ([name, part]) => conversions.includes(name) || hasConversions(part),
  );
}

function copyWithout(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyWithout);
  const members = Object.entries(value).filter(([name]) => !conversions.includes(name));
  return Object.fromEntries(members.map(([name, part]) => [name, copyWithout(part)]));
}
