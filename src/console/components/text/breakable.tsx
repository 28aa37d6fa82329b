import { wordsOf } from '../../lib/names.js';

/** A text that may be broken between its words, so that a narrow place does not break it within one. */
export function Breakable({ text }: { readonly text: string }) {
  return (
    <>
      {wordsOf(text).map((word) => (
        <>
          {word}
          <wbr />
        </>
      ))}
    </>
  );
}
