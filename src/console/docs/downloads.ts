import { download } from '../lib/download.js';
import { AdminForm, problemDetail } from './admin-form.js';

// A script of its own for the page that lists the APIs. A link cannot send the admin token.
let wanted: string | undefined;
const form = new AdminForm(() => void save());

for (const link of document.querySelectorAll<HTMLAnchorElement>('a[download]'))
  link.addEventListener('click', (event) => {
    event.preventDefault();
    wanted = link.href;
    void save();
  });

/** Saves the file whose link was clicked last, or asks for the admin token. */
async function save(): Promise<void> {
  if (wanted === undefined) return;
  try {
    const response = await form.fetch(wanted);
    if (response.status === 401) return form.ask();
    if (!response.ok) {
      const detail = await problemDetail(response);
      return form.showStatus(detail ?? `The server answered ${response.status}.`);
    }
    const [, name = 'understudy'] =
      /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
    const content = await response.blob();
    form.hide();
    download(content, name);
  } catch {
    form.showStatus('The server cannot be reached.');
  }
}
