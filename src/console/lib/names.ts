/** The longest name of a sandbox. */
const maxLength = 63;

/** Turns any text into the name of a sandbox: `Zoë Müller` is `zoe-muller`. Empty if nothing of it can be used. */
export function toSandboxName(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxLength)
    .replace(/^-+|-+$/g, '');
}

/** The first of `name`, `name-2`, `name-3` and so on that is not taken. */
export function firstFreeName(name: string, taken: { has(name: string): boolean }): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) {
    const suffix = `-${number}`;
    const tried = `${name.slice(0, maxLength - suffix.length).replace(/-+$/, '')}${suffix}`;
    if (!taken.has(tried)) return tried;
  }
}

/** The words of a name such as `org_super` or of an address, each with what separates it from the next one. */
export function wordsOf(name: string): readonly string[] {
  return name.match(/[^_.:@/\s-]+[_.:@/\s-]*|[_.:@/\s-]+/g) ?? [];
}
