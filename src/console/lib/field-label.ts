/** Abbreviations, which are written in capitals. */
const capitals = [
  ...'api apn arn aws cdn csv eid emm esn ib iccid id imei imsi ip mac mb mdn'.split(' '),
  ...'msisdn oem pid qr sdk sim sns ssid uicc url usd uuid vpn zip'.split(' '),
];

/** Words that are written in their own way, whatever the case of a field has them in. */
const spellings: Readonly<Record<string, string>> = {
  ...Object.fromEntries(capitals.map((word) => [word, word.toUpperCase()])),
  ids: 'IDs',
  imeis: 'IMEIs',
  esim: 'eSIM',
  pnl: 'P&L',
  sha256: 'SHA-256',
  wifi: 'Wi-Fi',
};

/** Whole names that say more in other words. */
const phrases: Readonly<Record<string, string>> = {
  'create time': 'created',
  'created on': 'created',
  'created at': 'created',
  'update time': 'updated',
  'updated on': 'updated',
  'updated at': 'updated',
};

interface LabelOptions {
  /** Whether the field is shown as the name of the document that it refers to. */
  readonly isReference?: boolean;
}

/**
 * The label of a field or a collection for people: `mdnCustomField` is `MDN custom field`, `profile.role` is `Profile role`. Of a field that is shown
 * as the name of another document, what it is called there is left out: `corpId` is `Corp`.
 */
export function fieldLabel(path: string, { isReference = false }: LabelOptions = {}): string {
  // What an item is called is its value.
  const words = withoutRepetition(
    path
      .replace(/\.\*\.value$/, '')
      .split(/[.\s]+/)
      .flatMap(wordsOfName),
  );
  const named = isReference ? withoutIdentifier(words) : words;
  const text = phrases[named.join(' ')] ?? named.map((word) => spellings[word] ?? word).join(' ');
  return /^e[A-Z]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** The words of a name in small letters. People count items from 1; a `*` for all of them and the `is` of a yes or no say nothing. */
function wordsOfName(name: string): string[] {
  if (name === '*') return [];
  if (/^\d+$/.test(name)) return [String(Number(name) + 1)];
  const words = name
    .replace(/([a-z])([A-Z\d]+[A-Z][a-z])/g, '$1 $2')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([a-z])(\d+ )/g, '$1 $2')
    .split(/[_\s-]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
  return words[0] === 'is' && words.length > 1 ? words.slice(1) : words;
}

/** `latest_revision.revision_id` has a word twice, which its label has once. */
function withoutRepetition(words: readonly string[]): string[] {
  return words.filter((word, index) => word !== words[index - 1]);
}

function withoutIdentifier(words: readonly string[]): string[] {
  const end = [['numeric', 'code'], ['id'], ['ids']].find(
    (each) => words.length > each.length && each.join() === words.slice(-each.length).join(),
  );
  if (!end) return [...words];
  const rest = words.slice(0, -end.length);
  return end[0] === 'ids' ? [...rest.slice(0, -1), `${rest.at(-1)}s`] : rest;
}
