/** The hue of the sandbox `default`, which no name gets by chance. */
const defaultHue = 250;

/** The hue in degrees by which a sandbox is recognised. It derives from the name, so that it is the same on every machine. */
export function hueOf(sandbox: string): number {
  if (sandbox === 'default') return defaultHue;
  let hash = 7;
  for (const character of sandbox) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  // Multiples of the golden angle keep hues of similar names apart.
  return Math.round((hash * 137.508) % 360);
}
