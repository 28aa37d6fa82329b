import type { Static, TObject, TSchema } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import { modelsIn, ref } from '../../schemas/evidence.js';
import type { AnyCollection } from '../store/collection.js';
import type { World } from '../store/facts.js';
import type { Seed } from '../store/image.js';
import type { Sandbox } from '../store/sandbox.js';
import type { EveryDay, WhenDue } from '../store/sandbox-settings.js';
import type { Access } from './access.js';
import { faultRules } from './faults.js';
import { outbox } from './outbox.js';
import type { Fault, Problem } from './problem.js';
import { rfc9457 } from './rfc9457.js';
import type { Signer } from './tokens.js';

/** Where a statement about a vendor's API comes from. */
export interface Evidence {
  /** The vendor's public documentation, public client code, or our own choice. */
  readonly kind: 'documented' | 'observed' | 'inferred';
  /** The page that says so. */
  readonly source: string;
}

/** What an operation does to data; vendors print it as a badge. */
type Effect = 'read' | 'change' | 'destroy';

/** Who calls, as proven by the token. */
export interface Caller {
  /** The user's login name. */
  readonly name: string;
  /** The persona that the user stands for, when it does. */
  readonly persona?: string | undefined;
  /** Scopes or roles that the token carries. */
  readonly scopes: readonly string[];
  /** Until when the token holds, in milliseconds; an answer is not given again to one who does not say. */
  readonly until?: number;
}

/** A parameter that the vendor ignores when another one is given. */
export interface Waiver {
  readonly when: { readonly parameter: string; readonly is: string };
  readonly ignored: readonly string[];
}

/** What an operation says of itself beside its schema. */
interface OperationConfig {
  readonly access: Access;
  /** Where it is known from; left out for what is Understudy's own. */
  readonly evidence?: Evidence;
  readonly effect: Effect;
  /** The body may be a form instead of JSON. */
  readonly takesForms?: true;
  /** The body is bytes of this media type, at most so many. */
  readonly takesBytes?: { readonly type: string; readonly most: number };
  /** It works on sandboxes rather than inside one: no transaction is opened for it. */
  readonly onSandboxes?: true;
  readonly waiver?: Waiver;
  /** Parts of the refusals that only this operation has, by status. */
  readonly refusals?: Readonly<Record<number, string>>;
}

/** An answer in several media types, or one with a description of its own. */
export interface MediaAnswer {
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: TSchema }>>;
}

interface OperationSchema<Params = TObject, Query = TObject, Body = TSchema> {
  /** Headers that the operation looks at; they are published, not checked. */
  readonly headers?: TObject;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** The category under which the vendor lists it. */
  readonly tags?: readonly string[];
  readonly deprecated?: boolean;
  readonly params?: Params;
  readonly querystring?: Query;
  readonly body?: Body;
  readonly response: Readonly<Record<number, TSchema | MediaAnswer>>;
}

/** A request whose parts have been read and found to be as declared. */
export interface ReadRequest<Params, Query, Body>
  extends Omit<FastifyRequest, 'params' | 'query' | 'body'> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

/** A request of which nothing is known yet, but that a body which is an object is here as one. */
export interface SentRequest extends Omit<FastifyRequest, 'body'> {
  readonly body: Readonly<Record<string, unknown>>;
}

/** One documented endpoint: a Fastify route object. Without a handler it answers 501. */
export interface Operation<
  Params extends TObject = TObject,
  Query extends TObject = TObject,
  Body extends TSchema = TSchema,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly config: OperationConfig;
  readonly schema: OperationSchema<Params, Query, Body>;
  /**
   * Faults that a schema cannot tell. It sees the request as it was sent, whatever the schema found in it, so that all
   * faults are named together.
   */
  readonly check?: (request: SentRequest) => readonly Fault[];
  readonly handler?: (request: ReadRequest<Static<Params>, Static<Query>, Static<Body>>) => unknown;
}

/** Gives an operation its types; changes nothing. */
export function operation<Params extends TObject, Query extends TObject, Body extends TSchema>(
  declared: Operation<Params, Query, Body>,
): Operation {
  return declared as unknown as Operation;
}

/** How a vendor says what all vendors say. */
export interface Dialect {
  /** The model of a refusal's body, one of the contract's models. */
  readonly problem: TSchema;
  /** The media type of a refusal. */
  readonly mediaType: string;
  /** What a 401 says in `WWW-Authenticate` unless it brings words of its own; left out where the vendor sends none. */
  readonly challenge?: string;
  /** A refusal in the vendor's words. */
  say(problem: Problem, about: { readonly path: string; readonly time: string }): unknown;
}

/** A seeded user of a vendor's API, for people and tests to act as. */
export interface Persona {
  readonly name: string;
  readonly purpose: string;
  readonly scopes: readonly string[];
  readonly username: string;
  readonly password: string;
  readonly corpId?: string;
  readonly account?: { readonly corpId: string; readonly kinds: readonly string[] };
}

/** What a token is asked for. */
export interface TokenWish {
  readonly persona?: string | undefined;
  readonly scope?: string | undefined;
  readonly role?: string | undefined;
  readonly corpId?: string | undefined;
  /** Seconds; null for a token that never expires; left out for the vendor's own lifetime. */
  readonly expiresIn?: number | null | undefined;
  /** The sandbox that the token leads to by itself. */
  readonly sandbox?: string | undefined;
}

export interface Minted {
  readonly token: string;
  readonly tokenType: string;
  /** ISO 8601 by the sandbox's clock, null for never. */
  readonly expiresAt: string | null;
}

/** How callers of a vendor's API prove who they are. */
export interface Identity {
  /** OpenAPI security schemes; the first is the one that operations ask for. */
  readonly schemes: Readonly<Record<string, object>>;
  /** Whom it refuses with 403 although the token is good; left out where it refuses nobody so. */
  readonly forbids?: string;
  /** A server may be set up to ask for none of them. */
  readonly isOptional?: boolean;
  /** A caller from each kind of account that conditions tell apart, by what the account is. */
  readonly accounts?: Readonly<Record<string, Caller>>;
  /** Every scope or role that the vendor names. */
  readonly scopes: readonly string[];
  /** What the vendor calls them. */
  readonly scopesAre?: 'scope' | 'role';
  /**
   * Who calls, by the scheme that the operation asks for when it is not the first. Throws a 401 problem that says what
   * is missing.
   */
  identify(request: FastifyRequest, signer: Signer, scheme?: string): Caller;
  personas(sandbox: Sandbox): Persona[];
  /** Makes a token. Throws a 404 problem when no seeded user fits, 400 when the wish contradicts itself. */
  mint(sandbox: Sandbox, wish: TokenWish, signer: Signer): Minted;
}

/** One vendor API as a value. */
export interface Contract {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The version of the vendor's API. */
  readonly version: string;
  /** The vendor's own page. */
  readonly home: string;
  /** The path under which the vendor serves it. */
  readonly mount: string;
  /** Other paths, and the path at or below the mount that each leads to. */
  readonly aliases: Readonly<Record<string, string>>;
  /** A cURL line, for people to begin with: it works as it is. `base` is the origin with the mount. */
  example(token: string, base: string): string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly identity: Identity;
  readonly dialect: Dialect;
  /** Parts of the API that refuse in other words, by the path below the mount that they begin with. */
  readonly dialects?: Readonly<Record<string, Dialect>>;
  /** Refusals that the vendor documents for any operation, beside the usual ones, by status. */
  readonly refusals?: Readonly<Record<number, string>>;
  /** Bodies are read as JSON whatever their type is said to be; unless the setting that is named is on. */
  readonly anyContentType?: true | string;
  /** What can be set about its simulation, each with a default. */
  readonly settings: TObject;
  readonly operations: readonly Operation[];
  readonly collections: readonly AnyCollection[];
  seed(world: World): Iterable<Seed>;
  readonly whenDue?: Readonly<Record<string, WhenDue>>;
  readonly everyDay?: EveryDay;
}

/** The collections that every sandbox has: those of all contracts, the outbox and the fault rules. */
export function collectionsOf(contracts: readonly Contract[]): AnyCollection[] {
  return [outbox, faultRules, ...contracts.flatMap(({ collections }) => collections)];
}

/** Operations by category, each tagged with the name of its own. */
export function withTags(
  categories: Readonly<Record<string, { readonly operations: readonly Operation[] }>>,
): Operation[] {
  return Object.entries(categories).flatMap(([tag, { operations }]) =>
    operations.map((each) => ({ ...each, schema: { ...each.schema, tags: [tag] } })),
  );
}

/** What an operation of a method does to data, where nothing else is known of it. */
export function effectOf(method: Operation['method']): OperationConfig['effect'] {
  if (method === 'GET') return 'read';
  return method === 'DELETE' ? 'destroy' : 'change';
}

/** What of a body a model names: all else is not looked at. */
export function known<T extends object>(model: TObject, body: T): Partial<T> {
  const own = Object.entries(body).filter(([name]) => Object.hasOwn(model.properties, name));
  return Object.fromEntries(own) as Partial<T>;
}

/** A contract under the mount that its settings name, if they name one. Its aliases and its usual mount lead there. */
export function placed(contract: Contract, { mount }: { readonly mount?: string }): Contract {
  if (mount === undefined || mount === contract.mount) return contract;
  const aliases = Object.entries(contract.aliases).map(([alias, path]) => [
    alias,
    `${mount}${path.slice(contract.mount.length)}`,
  ]);
  return {
    ...contract,
    mount,
    aliases: { ...Object.fromEntries(aliases), [contract.mount]: mount },
  };
}

/** The models of a contract: what its operations refer to, and the bodies of its refusals. */
export function modelsOf({ operations, dialect, dialects = {} }: Contract): TSchema[] {
  const spoken = [dialect, ...Object.values(dialects), rfc9457];
  const refusals = spoken.map(({ problem }) => ref(problem));
  return modelsIn(...refusals, ...operations.map(({ schema }) => schema));
}

/** How a contract refuses at a path below its mount. */
export function dialectAt({ dialect, dialects = {} }: Contract, path: string): Dialect {
  const [, other] = Object.entries(dialects).find(([begin]) => path.startsWith(begin)) ?? [];
  return other ?? dialect;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The world that this request is about. */
    sandbox: Sandbox;
    /** Who calls; there for every operation that is not open. */
    caller: Caller;
  }
  interface FastifyContextConfig extends Partial<OperationConfig> {}
}
