/** The status of a response, by colour and by word. */
export function Status({ status }: { readonly status: number | null }) {
  if (status === null) return <span class="status refused">no response</span>;
  return <span class={`status ${statusKind(status)}`}>{status}</span>;
}

/** The class of a status, by which it has its colour. */
export function statusKind(status: number): string {
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  return 'succeeded';
}
