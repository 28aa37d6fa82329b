/**
 * A text that loses its beginning where there is too little room, because its end says more: names of one class or paths of one
 * resource begin alike. The whole text is its title.
 */
export function KeepEnd({ text, hint = text }: { readonly text: string; readonly hint?: string }) {
  return (
    <span class="keep-end" title={hint}>
      <bdi dir="ltr">{text}</bdi>
    </span>
  );
}
