const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that neither HTML nor XML 1.0 may contain. */
const forbiddenCharacters = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Surrogate}/gu;

/** A text as content or attribute of HTML or XML. */
export function escapeMarkup(text: string): string {
  return text
    .replace(forbiddenCharacters, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
