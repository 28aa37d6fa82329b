import type { Settings } from '../../control/docs/settings.js';
import { chosenPersona, storePersona } from '../lib/chosen-personas.js';
import { storageKeys } from '../lib/storage-keys.js';
import { AdminForm, problemDetail } from './admin-form.js';
import { element } from './element.js';

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
  readonly #form = new AdminForm(() => void this.#load());
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
    try {
      const response = await this.#form.fetch(this.#settings.personas);
      if (!response.ok) return this.#explainRefusal(response);
      const all = (await response.json()) as Persona[];
      this.#personas = all.filter(({ contract }) => contract === this.#settings.contract);
    } catch {
      return this.#form.showStatus('The server cannot be reached, so no persona is signed in.');
    }
    this.#form.hide();
    this.#showPersonas();
    if (this.#settings.isControlPlane && this.#form.token)
      this.#authorizer?.preauthorizeApiKey(this.#settings.bearer, this.#form.token);
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
    this.#form.showStatus(
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

  async #explainRefusal(response: Response): Promise<void> {
    if (response.status === 401) return this.#form.ask();
    // Without an admin token, the server refuses with 403 whatever is sent, so asking for a token would not help.
    const detail = await problemDetail(response);
    this.#form.showStatus(`No persona is signed in: ${detail ?? `status ${response.status}`}`);
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
