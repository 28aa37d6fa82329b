/** A part of formatted JSON: a key, a string, another value, or what is between them. */
export interface JsonPart {
  readonly kind: 'key' | 'string' | 'value' | undefined;
  readonly text: string;
}

/** Longer texts are shown without colours, because each coloured part is an element of the page. */
const maxParsed = 60_000;

const token =
  /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Splits formatted JSON into its parts. A text that is very long is one part. */
export function jsonParts(json: string): readonly JsonPart[] {
  if (json.length > maxParsed) return [{ kind: undefined, text: json }];
  const parts: JsonPart[] = [];
  let end = 0;
  for (const match of json.matchAll(token)) {
    const [text, string, colon] = match;
    parts.push({ kind: undefined, text: json.slice(end, match.index) });
    parts.push({ kind: colon ? 'key' : string ? 'string' : 'value', text });
    end = match.index + text.length;
  }
  parts.push({ kind: undefined, text: json.slice(end) });
  return parts;
}
