import { storageKeys } from '../lib/storage-keys.js';
import { element } from './element.js';

/** The form that asks for the admin token of a server that requires one, and the line of text that says why. */
export class AdminForm {
  readonly #form = element('admin', HTMLFormElement);
  readonly #input = element('admin-token', HTMLInputElement);
  readonly #status = element('status', HTMLElement);

  /** `onToken` is called when a token was entered. */
  constructor(onToken: () => void) {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      sessionStorage.setItem(storageKeys.credential, this.#input.value.trim());
      this.#input.value = '';
      onToken();
    });
  }

  /** The token that was entered here or in the console; empty without one. */
  get token(): string {
    return sessionStorage.getItem(storageKeys.credential) ?? '';
  }

  /** Sends a request to the control plane, with the token if there is one. */
  fetch(url: string): Promise<Response> {
    return fetch(url, {
      ...(this.token && { headers: { authorization: `Bearer ${this.token}` } }),
    });
  }

  /** Asks for the token after a refusal. A token that was refused is forgotten. */
  ask(): void {
    const { token } = this;
    sessionStorage.removeItem(storageKeys.credential);
    this.#form.hidden = false;
    this.showStatus(
      token
        ? 'The server does not accept this admin token.'
        : 'This server requires its admin token. Its start prints it, unless it was set.',
    );
  }

  hide(): void {
    this.#form.hidden = true;
    this.showStatus('');
  }

  /** Shows a line of text in place of the former one; an empty one shows nothing. */
  showStatus(text: string): void {
    this.#status.textContent = text;
    this.#status.hidden = text === '';
  }
}

/** What a refusal says about itself; undefined if its body is not a problem with a detail. */
export async function problemDetail(response: Response): Promise<string | undefined> {
  const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
  return detail;
}
