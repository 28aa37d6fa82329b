import type { FastifyRequest } from 'fastify';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { Signer, TokenIssuer } from '../auth/tokens.js';
import type { Access } from '../contract/access.js';
import type { Contract } from '../contract/contract.js';
import type { Persona } from '../contract/identity.js';
import type { Operation } from '../contract/operation.js';
import { Problem } from '../contract/problem.js';
import { scopeDenial } from '../pipeline/authorize.js';
import { type ExampleValue, exampleValues } from './example-values.js';
import { fileForm } from './file-form.js';

/** How a request authenticates: without anything, by the token in a variable, or by the user name and password in two. */
export type SampleAuth =
  | { readonly mode: 'none' }
  | { readonly mode: 'bearer'; readonly token: string }
  | { readonly mode: 'basic'; readonly username: string; readonly password: string };

/** One call of an operation, with values that the default world has. */
export interface SampleRequest {
  readonly operationId: string;
  readonly title: string;
  readonly description: string;
  readonly method: string;
  /** The path on the origin, with `:name` for its parameters. */
  readonly path: string;
  readonly params: readonly ExampleValue[];
  readonly query: readonly ExampleValue[];
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** The text of the body; undefined for a request without one. */
  readonly body: string | undefined;
  readonly auth: SampleAuth;
}

/** A value that the requests of a collection share. */
interface CollectionVariable {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** A request for each operation that is simulated, and the variables that they use. */
export interface SampleCollection {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly CollectionVariable[];
  readonly folders: readonly SampleFolder[];
}

/** The requests of a group in which the vendor lists operations. */
interface SampleFolder {
  readonly name: string;
  readonly requests: readonly SampleRequest[];
}

/** What a collection is made for. */
export interface CollectionSource {
  readonly contract: Contract;
  /** The sandbox whose users the requests authenticate as. */
  readonly sandbox: Sandbox;
  readonly signer: Signer;
  /** Issues the tokens of the variables; without one they are empty. */
  readonly issuer?: TokenIssuer;
  /** What the URLs begin with. */
  readonly baseUrl: string;
}

/** Makes a request for each operation that is simulated, in the vendor's order. */
export function sampleCollection(source: CollectionSource): SampleCollection {
  const { contract, sandbox, issuer, baseUrl } = source;
  const callers = new SampleCallers(source);
  const folders = new Map<string, SampleRequest[]>();
  for (const operation of contract.operations) {
    if (!operation.handler) continue;
    const name = operation.schema.tags?.[0] ?? contract.title;
    const requests = folders.get(name) ?? [];
    requests.push(sampleRequest(contract, operation, callers));
    folders.set(name, requests);
  }
  const tokens = callers.used.map((persona): CollectionVariable => {
    const request = { persona: persona.name, expiresIn: null };
    const token = issuer && contract.identity.issueToken(sandbox, request, issuer).token;
    return { name: callers.variableOf(persona), value: token ?? '', isSecret: true };
  });
  return {
    name: contract.name,
    title: `${contract.title} (Understudy)`,
    description: `One request for each operation of ${contract.title} that Understudy simulates, with values that its default world has. The variable baseUrl is the origin. The token variables have a token each: ${callers.used.map((persona) => `${callers.variableOf(persona)} of ${persona.name}`).join(', ')}. GET /_sim/personas lists fresh ones, and a running server has this collection with its address and tokens at /_sim/collections.`,
    variables: [
      { name: 'baseUrl', value: baseUrl, isSecret: false },
      ...tokens,
      ...callers.credentials,
    ],
    folders: [...folders].map(([name, requests]) => ({
      name,
      requests: withUniqueTitles(requests),
    })),
  };
}

/** Adds the operation to titles that occur more than once, because clients make file names of them. */
function withUniqueTitles(requests: readonly SampleRequest[]): SampleRequest[] {
  const titles = requests.map(({ title }) => title.toLowerCase());
  const isRepeated = (title: string) => titles.indexOf(title) !== titles.lastIndexOf(title);
  return requests.map((each) =>
    isRepeated(each.title.toLowerCase())
      ? { ...each, title: `${each.title} (${each.operationId})` }
      : each,
  );
}

/** Chooses who makes each call: the first seeded user whom the operation admits. */
class SampleCallers {
  readonly #source: CollectionSource;
  readonly #personas: readonly Persona[];
  readonly #requests = new Map<Persona, FastifyRequest | undefined>();
  readonly #used = new Set<Persona>();
  #usesPassword = false;

  constructor(source: CollectionSource) {
    this.#source = source;
    this.#personas = source.contract.identity.personas(source.sandbox);
  }

  /** The users whose tokens the requests have, in the order of the vendor's personas. */
  get used(): Persona[] {
    return this.#personas.filter((each) => this.#used.has(each));
  }

  /** The variables of the requests that have a user name and a password instead of a token. */
  get credentials(): CollectionVariable[] {
    const [first] = this.#personas;
    if (!this.#usesPassword || !first) return [];
    return [
      { name: 'username', value: first.username, isSecret: false },
      { name: 'password', value: first.password, isSecret: true },
    ];
  }

  /** The variable with the token of a user: `token` for the first one. */
  variableOf({ name }: Persona): string {
    return name === this.#personas[0]?.name
      ? 'token'
      : `token_${name.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;
  }

  /** The user who makes a call, and how the call authenticates. */
  choose({ config: { access } }: Operation): { persona: Persona | undefined; auth: SampleAuth } {
    const { identity } = this.#source.contract;
    const [first] = this.#personas;
    if (access.open) return { persona: first, auth: { mode: 'none' } };
    const scheme = identity.schemes[access.scheme ?? ''] as { scheme?: string } | undefined;
    if (scheme?.scheme === 'basic') {
      this.#usesPassword = true;
      return {
        persona: first,
        auth: { mode: 'basic', username: '{{username}}', password: '{{password}}' },
      };
    }
    const persona = this.#personas.find((each) => this.#isAdmitted(each, access)) ?? first;
    if (!persona) return { persona, auth: { mode: 'none' } };
    this.#used.add(persona);
    return { persona, auth: { mode: 'bearer', token: `{{${this.variableOf(persona)}}}` } };
  }

  #isAdmitted(persona: Persona, access: Access): boolean {
    const request = this.#requestOf(persona);
    if (!request) return false;
    const { caller } = request;
    return (
      scopeDenial(access, caller.scopes) === undefined &&
      access.conditions.every(({ violation }) => violation(caller, request) === undefined)
    );
  }

  /** What conditions read of a request for the group of a user; undefined for a user who has no access. */
  #requestOf(persona: Persona): FastifyRequest | undefined {
    if (!this.#requests.has(persona)) this.#requests.set(persona, this.#authenticate(persona));
    return this.#requests.get(persona);
  }

  #authenticate(persona: Persona): FastifyRequest | undefined {
    const { contract, sandbox, signer } = this.#source;
    const { identity } = contract;
    const { token } = identity.issueToken(sandbox, { persona: persona.name }, signer);
    const request = {
      headers: { authorization: `Bearer ${token}` },
      params: { corpId: persona.corpId },
      query: {},
      sandbox,
    } as unknown as FastifyRequest;
    try {
      return Object.assign(request, { caller: identity.authenticate(request, signer) });
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
  }
}

function sampleRequest(
  contract: Contract,
  operation: Operation,
  callers: SampleCallers,
): SampleRequest {
  const { method, url, schema, config } = operation;
  const { persona, auth } = callers.choose(operation);
  const given = { ...(persona?.corpId && { corpId: persona.corpId }) };
  const { params, query, body } = exampleValues(contract, operation, given);
  const { evidence, acceptsFile } = config;
  const form = acceptsFile && fileForm(acceptsFile.part, 'Example', { name: 'example-1.0.apk' });
  const text = form ? form.bytes.toString() : body && JSON.stringify(body, null, 2);
  return {
    operationId: schema.operationId,
    title: schema.summary,
    description: [schema.description, evidence && `Source: ${evidence.source}`]
      .filter(Boolean)
      .join('\n\n'),
    method,
    path: `${contract.mount}${url}`,
    params,
    query,
    headers:
      text === undefined
        ? []
        : [{ name: 'Content-Type', value: form?.contentType ?? 'application/json' }],
    body: text as string | undefined,
    auth,
  };
}
