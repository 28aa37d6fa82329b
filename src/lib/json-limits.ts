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

/** The limits of a JSON text. */
export interface JsonLimits {
  /** How deep arrays and objects may be nested. */
  readonly depth: number;
  /** How many items and keys they may have together. */
  readonly values: number;
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];

/**
 * Which limit a JSON text exceeds, found without parsing it: an object of many keys takes longer to parse than to count. Values
 * are counted by the commas between them, so a text that is slightly over the limit may pass. The text may be malformed.
 */
export function exceededLimit(
  text: Uint8Array,
  { depth, values }: JsonLimits,
): keyof JsonLimits | undefined {
  let level = 0;
  let commas = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] ?? 0;
    if (byte === quote) at = endOfString(text, at);
    else if (byte === comma && ++commas > values) return 'values';
    // The codes of [ and {, and of ] and }, differ in one bit.
    else if ((byte | 0x20) === 0x7b && ++level > depth) return 'depth';
    else if ((byte | 0x20) === 0x7d) level--;
  }
  return undefined;
}

/** The position of the quote that ends the string which starts at a position, or the end of the text. */
function endOfString(text: Uint8Array, start: number): number {
  let end = text.indexOf(quote, start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf(quote, end + 1);
  return end < 0 ? text.length : end;
}

/** Whether the number of backslashes before a position is odd. */
function isEscaped(text: Uint8Array, at: number): boolean {
  let start = at;
  while (text[start - 1] === backslash) start--;
  return (at - start) % 2 === 1;
}
