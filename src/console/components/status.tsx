/** The status of a response, by colour and by word. */
export function Status({ status }: { readonly status: number | null }) {
  if (status === null) return <span class="status refused">no response</span>;
  return <span class={`status ${kindOf(status)}`}>{status}</span>;
}

function kindOf(status: number): string {
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  return 'succeeded';
}
