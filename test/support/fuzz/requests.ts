import type { TSchema } from '@sinclair/typebox';
import { SeededRandom } from '../../../src/lib/seeded-random.js';
import type { Contract } from '../../../src/simulator/contract/contract.js';
import type { Operation } from '../../../src/simulator/contract/operation.js';
import { example } from '../example-request.js';
import { boundEffects, type EffectBounds } from './bounds.js';
import { malformedRequest } from './malformed-requests.js';
import { hostileForm, validForm } from './multipart.js';
import {
  control,
  formOperations,
  operations,
  pathValues,
  queryNames,
  resolveModel,
  scenarioNames,
  simulated,
} from './operations.js';
import { hostileJson, hostileText, largeJson, validValue } from './values.js';

/** Who sends a request: a token is issued for these, or the header is sent as it is. */
export type FuzzCaller =
  | { readonly contract: string; readonly scope?: string | undefined; readonly corpId?: string }
  | { readonly authorization: string };

/** A request of the sequence, before credentials are added. */
export interface FuzzRequest {
  readonly method: string;
  /** The target of the request line, which contains no space and no control character. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly caller?: FuzzCaller | undefined;
  /** `export` is the latest export that the same server sent. */
  readonly body?: string | 'export' | undefined;
  /** The characters of the body are bytes. */
  readonly isBinary?: boolean;
  readonly sandbox: string;
  /** The contract whose operation is meant; undefined for requests that none serves. */
  readonly contract?: Contract | undefined;
  /** All bytes of a request that is malformed as HTTP; nothing else of it is used. */
  readonly raw?: string;
}

/** How the requests are drawn. */
export interface FuzzOptions extends EffectBounds {
  readonly seed: number;
  /** The sandboxes that the requests use. */
  readonly sandboxes: readonly string[];
  /** The shares of valid and of altered requests; the rest is hostile. */
  readonly shares: { readonly valid: number; readonly altered: number };
}

/** Draws a sequence of requests to all operations: the same sequence for the same seed and the same responses. */
export class FuzzRequests {
  readonly #random: SeededRandom;
  readonly #options: FuzzOptions;
  /** Identifiers that responses contained. */
  readonly #learned: string[] = [];

  constructor(options: FuzzOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed, 'fuzz');
  }

  get random(): SeededRandom {
    return this.#random;
  }

  /** Draws the next request. */
  next(): FuzzRequest {
    const random = this.#random;
    if (random.oneIn(100)) return malformedRequest(random);
    const drawn = random.oneIn(20) ? formOperations : random.oneIn(8) ? operations : simulated;
    const { contract, operation } = random.pick(drawn);
    const draw = random.next();
    const { valid, altered } = this.#options.shares;
    const isHostile = draw >= valid + altered;
    const isAltered = !isHostile && draw >= valid;
    const sandbox = random.pick(this.#options.sandboxes);
    const path = this.#path(contract, operation, isHostile);
    const query = this.#query(contract, operation, isHostile ? 3 : isAltered ? 1 : 0);
    const headers: Record<string, string> = {};
    const prefix = this.#nameSandbox(sandbox, headers);
    const payload = this.#payload(contract, operation, isHostile, isAltered);
    if (payload) headers['content-type'] = payload.contentType;
    if (isHostile || random.oneIn(10)) this.#addHeaders(headers);
    const method = isHostile && random.oneIn(8) ? random.pick(methods) : operation.method;
    return {
      method,
      target: `${prefix}${path}${query}`,
      headers,
      caller: this.#caller(contract, operation),
      body: payload?.body,
      isBinary: payload?.isBinary ?? false,
      sandbox,
      contract,
    };
  }

  /** Remembers identifiers of a response, so that later requests name things that exist. */
  learn(body: string): void {
    const found = body
      .slice(0, 4096)
      .matchAll(/"(?:id|key|uuid|mdn|imei|username)":"?([^"\\,}\]]{1,64})/g);
    for (const [, value = ''] of [...found].slice(0, 5)) {
      if (this.#learned.length < 60) this.#learned.push(value);
      else this.#learned[this.#random.integer(0, 59)] = value;
    }
  }

  #path(contract: Contract, operation: Operation, isHostile: boolean): string {
    const random = this.#random;
    const [published = ''] = example(contract, operation).url.split('?');
    if (!operation.url.includes(':'))
      return isHostile && random.oneIn(6) ? `${published}/` : published;
    const hostileAt = isHostile ? random.integer(0, operation.url.split(':').length - 2) : -1;
    let index = 0;
    const path = operation.url.replace(/:(\w+)/g, (_, name: string) => {
      const isHostileSegment = index++ === hostileAt;
      if (isHostileSegment) return encodeSegment(hostileText(random), random);
      const known = this.#knownValues(operation, name);
      if (contract === control && known) return random.pick(known);
      if (known && random.oneIn(2)) return random.pick(known);
      const parts = published.slice(contract.mount.length).split('/');
      const at = operation.url.split('/').indexOf(`:${name}`);
      if (this.#learned.length > 0 && random.oneIn(2))
        return encodeSegment(random.pick(this.#learned), random);
      return parts[at] ?? 'any';
    });
    return `${contract.mount}${path}`;
  }

  #knownValues({ url }: Operation, name: string): readonly string[] | undefined {
    if (name !== 'name') return pathValues[name];
    return url.startsWith('/scenarios') ? scenarioNames : this.#options.sandboxes;
  }

  #query(contract: Contract, operation: Operation, changes: number): string {
    const random = this.#random;
    const { querystring } = operation.schema;
    const [, published = ''] = example(contract, operation).url.split('?');
    const params = new URLSearchParams(published);
    const properties: Record<string, TSchema> = querystring?.properties ?? {};
    for (const [name, schema] of Object.entries(properties)) {
      if (!random.oneIn(4)) continue;
      const value = validValue(schema, random, resolveModel);
      params.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
    }
    for (let change = 0; change < changes; change++)
      this.#changeParameter(params, Object.keys(properties));
    const text = params.toString();
    return text === '' ? '' : `?${text}`;
  }

  /** Adds, replaces or removes a parameter. */
  #changeParameter(params: URLSearchParams, own: readonly string[]): void {
    const random = this.#random;
    const isOwn = own.length > 0 && !random.oneIn(4);
    const name = random.pick(isOwn ? own : [...queryNames, 'x', '__proto__']);
    const value = toWellFormed(hostileText(random));
    const kind = random.integer(0, 4);
    if (kind === 0) params.append(name, value);
    else if (kind === 1) params.delete(name);
    else params.set(name, value);
  }

  /** A body with its media type: mostly a multipart form where one is accepted. */
  #payload(contract: Contract, operation: Operation, isHostile: boolean, isAltered: boolean) {
    const random = this.#random;
    const body = this.#body(contract, operation, isHostile, isAltered);
    const { acceptsMultipart, acceptsBinary, acceptsFile } = operation.config;
    if (body === undefined) return undefined;
    const form = acceptsMultipart ?? (acceptsFile && { model: 'other', files: [acceptsFile.part] });
    if (!form || random.oneIn(4))
      return { body, contentType: acceptsBinary?.type ?? 'application/json', isBinary: false };
    const isChanged = (isHostile || isAltered) && random.oneIn(2);
    const drawForm = isChanged ? hostileForm : validForm;
    const { bytes, contentType } = drawForm(random, form, body);
    return { body: bytes, contentType, isBinary: true };
  }

  #body(
    contract: Contract,
    operation: Operation,
    isHostile: boolean,
    isAltered: boolean,
  ): string | undefined {
    const random = this.#random;
    if (!operation.schema.body) return isHostile && random.oneIn(10) ? '{}' : undefined;
    if (operation.config.acceptsBinary) return random.oneIn(3) ? 'SQLite format 3\u0000' : 'export';
    if (isHostile && random.oneIn(2)) return this.#hostileBody();
    const published = example(contract, operation).body;
    const schema = resolveModel(operation.schema.body);
    const value = random.oneIn(2) ? published : validValue(schema, random, resolveModel);
    const isChanged = isAltered || isHostile;
    return this.#encode(isChanged && isObject(value) ? this.#alter(value, schema) : value);
  }

  #hostileBody(): string {
    const random = this.#random;
    if (random.oneIn(12)) return largeJson(random, random.pick([2000, 20_000, 200_000, 1_000_000]));
    return random.oneIn(3) ? hostileText(random) : this.#encode(hostileJson(random));
  }

  /** A copy of a valid body with one member removed, replaced or added. */
  #alter(value: object, schema: TSchema): object {
    const random = this.#random;
    const names = Object.keys({ ...schema.properties, ...value, x: 0 });
    const name = random.pick([...names, '__proto__']);
    const copy = { ...value };
    if (random.oneIn(4)) Reflect.deleteProperty(copy, name);
    else
      Object.defineProperty(copy, name, {
        value: hostileJson(random, 2),
        enumerable: true,
        configurable: true,
      });
    return copy;
  }

  #encode(value: unknown): string {
    return JSON.stringify(value, boundEffects(this.#options)) ?? 'null';
  }

  /** Names the sandbox in one of the three ways. Returns the prefix of the path. */
  #nameSandbox(sandbox: string, headers: Record<string, string>): string {
    const random = this.#random;
    if (sandbox === 'default' && !random.oneIn(4)) return '';
    if (random.oneIn(2)) return `/~${sandbox}`;
    if (random.oneIn(2)) headers['x-sandbox'] = sandbox;
    else headers.host = `${sandbox}.localhost`;
    return '';
  }

  #addHeaders(headers: Record<string, string>): void {
    const random = this.#random;
    const status = random.pick([200, 201, 400, 401, 404, 409, 418, 429, 500, 503, 999]);
    const text = toHeaderValue(hostileText(random));
    const others: Readonly<Record<string, string>> = {
      'accept-language': random.pick(['fr', 'en;q=0.5, de', '*', 'x'.repeat(200), text]),
      accept: random.pick(['*/*', 'text/csv', 'application/json', text]),
      prefer: random.oneIn(3) ? text : `code=${status}`,
      'content-type': random.pick(['text/plain', 'application/x-www-form-urlencoded', text]),
      origin: random.pick(['http://localhost:5173', 'null', text]),
      'if-none-match': '*',
      'x-forwarded-host': text,
      'access-control-request-method': 'PUT',
    };
    for (const [name, value] of Object.entries(others)) if (random.oneIn(4)) headers[name] = value;
  }

  #caller(contract: Contract, { config: { access } }: Operation): FuzzCaller | undefined {
    const random = this.#random;
    if (contract === control || random.oneIn(20)) return undefined;
    if (random.oneIn(30))
      return { authorization: toHeaderValue(`Bearer ${hostileText(random)}`).trim() };
    const scheme = contract.identity.schemes[access.scheme ?? ''] as
      | { scheme?: string }
      | undefined;
    if (scheme?.scheme === 'basic')
      return { authorization: `Basic ${btoa('northstar-portal:demo-northstar-portal')}` };
    const { scopes } = contract.identity;
    const scope = scopes.length > 0 && random.oneIn(4) ? random.pick(scopes) : access.allow?.[0];
    return { contract: contract.name, scope, ...(random.oneIn(6) && { corpId: 'METRO-TRANSIT' }) };
  }
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];

function encodeSegment(text: string, random: SeededRandom): string {
  if (random.oneIn(8)) return text.replace(/[^\x21-\x7e]|[?#]/g, '') || '%zz';
  return encodeURIComponent(toWellFormed(text));
}

/** Replaces what UTF-8 cannot encode. */
function toWellFormed(text: string): string {
  return Buffer.from(text).toString();
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A text without the characters that no header may contain. */
function toHeaderValue(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\xff]/g, '');
}
