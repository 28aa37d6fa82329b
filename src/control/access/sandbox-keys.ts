import type { FastifyRequest } from 'fastify';
import {
  createSandboxKey,
  hashSandboxKey,
  isSandboxKey,
  sandboxOfKey,
} from '../../simulator/auth/sandbox-keys.js';
import { parseBearer } from '../../simulator/auth/tokens.js';
import { type Condition, withConditions } from '../../simulator/contract/access.js';
import type { Caller } from '../../simulator/contract/identity.js';
import type { Operation } from '../../simulator/contract/operation.js';
import { forbidden, Problem } from '../../simulator/contract/problem.js';
import { explicitSandbox, isUnder } from '../../simulator/pipeline/routing.js';
import { metadataKeys } from '../../store/sandbox/metadata-keys.js';
import type { SandboxRegistry } from '../../store/sandbox/registry.js';

/**
 * The caller that sends the key of a sandbox; undefined for any other caller. Throws a 401 problem for a text that has the form of a
 * key and is none.
 */
export function keyHolder(
  { headers }: FastifyRequest,
  sandboxes: SandboxRegistry,
): Caller | undefined {
  const key = parseBearer(headers.authorization) ?? '';
  const sandbox = sandboxOfKey(key);
  if (sandbox === undefined) return undefined;
  const hash = sandboxes.metadata(sandbox)?.get(metadataKeys.keyHash);
  if (hash === undefined || !isSandboxKey(key, hash))
    throw new Problem(
      401,
      `The key is not one of the sandbox ${sandbox}: it may have another key now, or have been deleted and created again`,
      { headers: { 'www-authenticate': 'Bearer' } },
    );
  return { name: `key of ${sandbox}`, scopes: [], sandbox };
}

/** Gives a sandbox a new key, and returns it. A former one no longer opens the sandbox. Does nothing for an unknown sandbox. */
export function replaceSandboxKey(name: string, sandboxes: SandboxRegistry): string {
  const key = createSandboxKey(name);
  // Responses of the vendor APIs do not depend on it.
  const options = { affectsReads: false };
  sandboxes.metadata(name)?.set(metadataKeys.keyHash, hashSandboxKey(key), options);
  return key;
}

/** Throws a 403 problem unless the caller may use a sandbox that its request names in another way than by its URL. */
export function assertSandboxAccess(
  { caller }: Pick<FastifyRequest, 'caller'>,
  name: string,
): void {
  const own = caller?.sandbox;
  if (own !== undefined && own !== name) throw forbidden(keyMessage(own, `the sandbox ${name}`));
}

/** Throws a 403 problem unless the caller may use all sandboxes. */
export function assertServerAccess({ caller }: Pick<FastifyRequest, 'caller'>): void {
  if (caller?.sandbox !== undefined) throw forbidden(keyMessage(caller.sandbox, 'all sandboxes'));
}

/** Adds the rule of sandbox keys to operations: which of them a key opens, and for which sandbox. */
export function withKeyRules(operations: readonly Operation[]): Operation[] {
  return operations.map((operation) => {
    const { config } = operation;
    if (config.access.open) return operation;
    const condition = config.sandboxKeys === 'refused' ? wholeServer : ownSandbox;
    return {
      ...operation,
      config: { ...config, access: withConditions(config.access, condition) },
    };
  });
}

function keyMessage(own: string, target: string): string {
  return `the key is one of the sandbox ${own} alone, not of ${target}`;
}

const conditionParts = { evidence: 'inferred', isAccountCondition: true } as const;

const wholeServer: Condition = {
  ...conditionParts,
  name: 'whole server',
  rule: 'Not with the key of a sandbox',
  violation: ({ sandbox }) =>
    sandbox === undefined ? undefined : keyMessage(sandbox, 'the whole server'),
};

const ownSandbox: Condition = {
  ...conditionParts,
  name: 'own sandbox',
  rule: 'With the key of a sandbox only for that sandbox',
  violation({ sandbox }, request) {
    const requested = requestedName(request);
    if (sandbox === undefined || requested === undefined || requested === sandbox) return undefined;
    return keyMessage(sandbox, `the sandbox ${requested}`);
  },
};

/** The sandbox that a request to the control plane is about; undefined if it names none, or if it is about the server. */
function requestedName(request: FastifyRequest): string | undefined {
  const { operation } = request.context;
  if (!operation || operation.config.isServerWide) return undefined;
  if (!isUnder(operation.url, '/sandboxes')) return explicitSandbox(request);
  return (request.params as { name?: string }).name;
}
