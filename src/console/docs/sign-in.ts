import type { Settings } from '../../control/docs/settings.js';
import { chosenPersona, storePersona } from '../lib/chosen-personas.js';
import { storageKeys } from '../lib/storage-keys.js';

interface Persona {
  readonly contract: string;
  readonly name: string;
  readonly purpose: string;
  readonly username: string;
  readonly password: string;
  readonly token: string;
}

/** A request that Swagger UI is about to send. */
export interface OutgoingRequest {
  readonly loadSpec?: boolean;
  readonly headers: Record<string, string>;
}

/** The part of Swagger UI that holds credentials. */
export interface Authorizer {
  preauthorizeApiKey(scheme: string, token: string): void;
  preauthorizeBasic(scheme: string, username: string, password: string): void;
}

/** A token is replaced this long before it expires, so that it is still valid when the request arrives. */
const marginMs = 30_000;

/** Signs Swagger UI in as the selected persona, and with the admin token if the server requires one. */
export class SignIn {
  readonly #settings: Settings;
  readonly #select = element('persona', HTMLSelectElement);
  readonly #form = element('admin', HTMLFormElement);
  readonly #input = element('admin-token', HTMLInputElement);
  readonly #status = element('status', HTMLElement);
  #personas: readonly Persona[] = [];
  #authorizer: Authorizer | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#select.addEventListener('change', () => {
      storePersona(settings.contract, this.#select.value);
      this.#authorize();
    });
    // The console has another persona act, or has signed in.
    addEventListener('storage', ({ key }) => {
      if (key === storageKeys.personas) this.#takeChosen();
      if (key === storageKeys.credential) void this.#load();
    });
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      sessionStorage.setItem(storageKeys.credential, this.#input.value.trim());
      this.#input.value = '';
      void this.#load();
    });
  }

  /** Loads the personas and passes the credentials of the selected one to Swagger UI. */
  async start(authorizer: Authorizer): Promise<void> {
    this.#authorizer = authorizer;
    await this.#load();
  }

  /**
   * Replaces the persona's token in a request if it has expired or is about to. The sandbox's clock decides, which may be frozen
   * or moved. A token that the user has entered is not replaced.
   */
  async refreshToken(request: OutgoingRequest): Promise<OutgoingRequest> {
    const { token } = this.#persona ?? {};
    if (request.loadSpec || !token || request.headers.Authorization !== `Bearer ${token}`)
      return request;
    const expiry = expiryMs(token);
    if (expiry === undefined || (await this.#sandboxTime()) + marginMs < expiry) return request;
    await this.#load();
    request.headers.Authorization = `Bearer ${this.#persona?.token ?? token}`;
    return request;
  }

  get #persona(): Persona | undefined {
    return this.#personas.find(({ name }) => name === this.#select.value);
  }

  async #load(): Promise<void> {
    const adminToken = sessionStorage.getItem(storageKeys.credential) ?? '';
    const headers = adminToken ? { authorization: `Bearer ${adminToken}` } : undefined;
    try {
      const response = await fetch(this.#settings.personas, { ...(headers && { headers }) });
      if (!response.ok) return this.#explainRefusal(response, adminToken !== '');
      const all = (await response.json()) as Persona[];
      this.#personas = all.filter(({ contract }) => contract === this.#settings.contract);
    } catch {
      return this.#showStatus('The server cannot be reached, so no persona is signed in.');
    }
    this.#form.hidden = true;
    this.#showPersonas();
    if (this.#settings.isControlPlane && adminToken)
      this.#authorizer?.preauthorizeApiKey(this.#settings.bearer, adminToken);
    this.#authorize();
  }

  #takeChosen(): void {
    const chosen = chosenPersona(this.#settings.contract);
    if (chosen === this.#select.value || !this.#personas.some(({ name }) => name === chosen))
      return;
    this.#select.value = chosen ?? '';
    this.#authorize();
  }

  #showPersonas(): void {
    const selected = this.#select.value || chosenPersona(this.#settings.contract);
    const options = this.#personas.map(
      ({ name, purpose }) => new Option(`${name} - ${purpose}`, name, false, name === selected),
    );
    this.#select.replaceChildren(...options);
    element('as', HTMLElement).hidden = options.length === 0;
    const isMissing = options.length === 0 && !this.#settings.isControlPlane;
    this.#showStatus(
      isMissing
        ? `The sandbox ${this.#settings.sandbox} has no persona of this API. Use Authorize with a token of your own.`
        : '',
    );
  }

  #authorize(): void {
    const { bearer, basic } = this.#settings;
    const persona = this.#persona;
    if (!persona) return;
    this.#authorizer?.preauthorizeApiKey(bearer, persona.token);
    if (basic) this.#authorizer?.preauthorizeBasic(basic, persona.username, persona.password);
  }

  async #explainRefusal(response: Response, hasToken: boolean): Promise<void> {
    if (response.status === 401) {
      sessionStorage.removeItem(storageKeys.credential);
      this.#form.hidden = false;
      return this.#showStatus(
        hasToken
          ? 'The server does not accept this admin token.'
          : 'This server requires its admin token. Its start prints it, unless it was set.',
      );
    }
    // Without an admin token, the server refuses with 403 whatever is sent, so asking for a token would not help.
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
    this.#showStatus(`No persona is signed in: ${detail ?? `status ${response.status}`}`);
  }

  #showStatus(text: string): void {
    this.#status.textContent = text;
    this.#status.hidden = text === '';
  }

  /** The time of the sandbox, which its responses carry as their date; infinity if there is none. */
  async #sandboxTime(): Promise<number> {
    const response = await fetch(this.#settings.health, { method: 'HEAD', cache: 'no-store' });
    const time = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time;
  }
}

/** The expiry of a JSON web token, in milliseconds since 1970; undefined for a token without one and for an opaque key. */
function expiryMs(token: string): number | undefined {
  try {
    const [, payload = ''] = token.split('.');
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof exp === 'number' ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}

function element<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`the page has no element ${id}`);
}
