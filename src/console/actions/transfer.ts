import { server, unwrap } from '../api/client.js';
import { download } from '../lib/download.js';

const mediaType = 'application/vnd.sqlite3';

/** Saves a sandbox as a file. */
export async function exportSandbox(name: string): Promise<void> {
  const file = await unwrap(
    server.GET('/sandboxes/{name}/export', { params: { path: { name } }, parseAs: 'blob' }),
  );
  download(file as unknown as Blob, `${name}.sqlite`);
}

/** Creates a sandbox from an exported file, or puts it in place of one that is there. */
export function importSandbox(name: string, file: File): Promise<unknown> {
  return unwrap(
    server.POST('/sandboxes/{name}/import', {
      params: { path: { name } },
      headers: { 'content-type': mediaType },
      // The generated type of binary content is a text.
      body: file as unknown as string,
      bodySerializer: (body) => body,
    }),
  );
}
