import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import {
  CreatedSandbox,
  ForkCreate,
  SandboxCreate,
  SandboxInfo,
  SandboxKey,
  SandboxParams,
} from '../../../schemas/control/sandboxes.js';
import { noContent } from '../../../schemas/responses.js';
import { StartupError } from '../../lib/startup-error.js';
import { createSandboxKey, hashSandboxKey } from '../../simulator/auth/sandbox-keys.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { conflict, type FieldError, notFound } from '../../simulator/contract/problem.js';
import { suggestion } from '../../simulator/validation/suggestion.js';
import { defaultSandbox } from '../../store/sandbox/registry.js';
import type {
  CreateSandboxOptions,
  SandboxInfo as Info,
  SandboxSource,
} from '../../store/sandbox/sandbox-info.js';
import { replaceSandboxKey } from '../access/sandbox-keys.js';
import type { ControlContext } from '../context.js';

const tags = ['sandboxes'];
const createRefusals = {
  409: 'The name is taken.',
  503: 'The maximum number of sandboxes, or of their memory, is reached.',
};

/** Operations that list, create, copy, reset and delete sandboxes. */
export function sandboxOperations(context: ControlContext): Operation[] {
  const { sandboxes } = context;
  return [
    operation({
      method: 'GET',
      url: '/sandboxes',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listSandboxes',
        summary: 'List the sandboxes; with the key of one, only that',
        tags,
        response: { 200: Type.Array(ref(SandboxInfo), { description: 'The sandboxes' }) },
      },
      handler: ({ caller: { sandbox } }) =>
        sandbox === undefined ? sandboxes.list() : [requireSandboxInfo(context, sandbox)],
    }),
    operation({
      method: 'POST',
      url: '/sandboxes',
      config: {
        access: anyScope,
        effect: 'change',
        managesSandboxes: true,
        sandboxKeys: 'refused',
        refusals: { ...createRefusals, 404: 'The sandbox or snapshot to copy does not exist.' },
      },
      schema: {
        operationId: 'createSandbox',
        summary: 'Create a sandbox from the seeds, or as a copy of a sandbox or a snapshot',
        tags,
        body: ref(SandboxCreate),
        response: { 201: ref(CreatedSandbox) },
      },
      check: ({ body }) => [
        ...validateCopyOptions(body),
        ...validateClockSetting(context, body.clock),
      ],
      handler({ body }) {
        const { name, from, ttlSeconds, label } = body;
        const options = {
          from: from === undefined ? undefined : parseSource(context, from),
          world: from === undefined ? worldOf(context, body) : undefined,
          clock: body.clock === undefined ? undefined : context.resolveClock(body.clock),
          ttl: ttlSeconds === undefined ? undefined : ttlSeconds * 1000,
          label,
        };
        return createWithKey(context, { name, options, hasKey: body.key === true });
      },
    }),
    operation({
      method: 'GET',
      url: '/sandboxes/:name',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'getSandbox',
        summary: 'Read a sandbox',
        tags,
        params: SandboxParams,
        response: { 200: ref(SandboxInfo) },
      },
      handler: ({ params }) => requireSandboxInfo(context, params.name),
    }),
    operation({
      method: 'DELETE',
      url: '/sandboxes/:name',
      config: {
        access: anyScope,
        effect: 'destroy',
        managesSandboxes: true,
        refusals: { 409: 'The default sandbox cannot be deleted.' },
      },
      schema: {
        operationId: 'deleteSandbox',
        summary: 'Delete a sandbox and its snapshots',
        tags,
        params: SandboxParams,
        response: { 204: noContent },
      },
      handler({ params: { name } }) {
        if (name === defaultSandbox)
          throw conflict('The default sandbox cannot be deleted; it can be reset');
        if (!sandboxes.has(name)) throw notFound(`There is no sandbox ${name}`);
        sandboxes.delete(name);
      },
    }),
    operation({
      method: 'POST',
      url: '/sandboxes/:name/reset',
      config: { access: anyScope, effect: 'destroy', managesSandboxes: true },
      schema: {
        operationId: 'resetSandbox',
        summary: 'Reset a sandbox to the image that it was created with',
        description:
          'Resets a sandbox to the image that it was created with: the seeds of its world, the sandbox or snapshot that it was copied from, or the imported file, as it was then. Data, clock, sequences and fault rules are those of the image, and the journal is empty. Its snapshots, its key and its label are kept.',
        tags,
        params: SandboxParams,
        response: { 200: ref(SandboxInfo) },
      },
      async handler({ params: { name } }) {
        if (!sandboxes.isDamaged(name)) requireSandboxInfo(context, name);
        await sandboxes.reset(name);
        return requireSandboxInfo(context, name);
      },
    }),
    operation({
      method: 'POST',
      url: '/sandboxes/:name/key',
      config: {
        access: anyScope,
        effect: 'change',
        managesSandboxes: true,
        sandboxKeys: 'refused',
      },
      schema: {
        operationId: 'replaceSandboxKey',
        summary: 'Give a sandbox a new key',
        description:
          'Gives a sandbox a new key, whether it had one or not. The former key no longer opens it. The response is the only one that contains the new key.',
        tags,
        params: SandboxParams,
        response: { 201: ref(SandboxKey) },
      },
      handler({ params: { name } }) {
        requireSandboxInfo(context, name);
        return { key: replaceSandboxKey(name, sandboxes) };
      },
    }),
    operation({
      method: 'POST',
      url: '/sandboxes/:name/fork',
      config: {
        access: anyScope,
        effect: 'change',
        managesSandboxes: true,
        sandboxKeys: 'refused',
        refusals: createRefusals,
      },
      schema: {
        operationId: 'forkSandbox',
        summary: 'Copy a sandbox in its current state',
        tags,
        params: SandboxParams,
        body: ref(ForkCreate),
        response: { 201: ref(SandboxInfo) },
      },
      async handler({ params, body }) {
        requireSandboxInfo(context, params.name);
        await context.sandboxes.copies(params.name).prepare();
        requireSandboxInfo(context, params.name);
        return create(context, body.name, { from: { sandbox: params.name }, keepsJournal: true });
      },
    }),
  ];
}

/** Reads the description of a sandbox. Throws a 404 problem if it does not exist. */
export function requireSandboxInfo({ sandboxes }: ControlContext, name: string): Info {
  const info = sandboxes.info(name);
  if (!info) throw notFound(`There is no sandbox ${name}${suggestion(name, sandboxes.names())}`);
  return info;
}

/** Throws a 404 problem unless the sandbox and the snapshot exist. */
export function requireSnapshot(context: ControlContext, name: string, snapshot: string): void {
  const { snapshots } = requireSandboxInfo(context, name);
  if (!snapshots.includes(snapshot))
    throw notFound(
      `The sandbox ${name} has no snapshot ${snapshot}${suggestion(snapshot, snapshots)}`,
    );
}

async function create(
  context: ControlContext,
  name: string,
  options: CreateSandboxOptions,
): Promise<Info> {
  if (!(await context.sandboxes.create(name, options))) {
    throw conflict(`A sandbox ${name} already exists`);
  }
  return requireSandboxInfo(context, name);
}

/** A sandbox to create. */
interface NewSandbox {
  /** Without one it gets the first free name of sandbox-1, sandbox-2 and so on. */
  readonly name: string | undefined;
  readonly options: CreateSandboxOptions;
  /** Whether the response contains a key. */
  readonly hasKey: boolean;
}

async function createWithKey(
  context: ControlContext,
  { name, options, hasKey }: NewSandbox,
): Promise<Info & { readonly key?: string }> {
  const { sandboxes } = context;
  for (let number = 1; ; number++) {
    const tried = name ?? `sandbox-${number}`;
    if (name === undefined && sandboxes.has(tried)) continue;
    const key = hasKey ? createSandboxKey(tried) : undefined;
    const withKey = { ...options, keyHash: key && hashSandboxKey(key) };
    if (await sandboxes.create(tried, withKey))
      return { ...requireSandboxInfo(context, tried), ...(key && { key }) };
    if (name !== undefined) throw conflict(`A sandbox ${name} already exists`);
  }
}

/** Parses `NAME` or `NAME@SNAPSHOT`. Throws a 404 problem if it does not exist. */
function parseSource(context: ControlContext, from: string): SandboxSource {
  const [sandbox = '', snapshot] = from.split('@');
  if (snapshot === undefined) requireSandboxInfo(context, sandbox);
  else requireSnapshot(context, sandbox, snapshot);
  return { sandbox, snapshot };
}

function worldOf(
  { world }: ControlContext,
  { seed, devices }: SandboxCreate,
): CreateSandboxOptions['world'] {
  return { seed: seed ?? world.seed, devices: devices ?? world.devices };
}

/** A copy has the world of its source, so a seed or a size cannot be given with it. */
function validateCopyOptions(body: object): FieldError[] {
  if (!('from' in body)) return [];
  const message = 'cannot be given with from: a copy has that of its source';
  return ['seed', 'devices']
    .filter((key) => key in body)
    .map((key) => ({ in: 'body', at: `/${key}`, message }));
}

/** Checks a clock setting; without one there is nothing to check. */
export function validateClockSetting({ clockState }: ControlContext, clock: unknown): FieldError[] {
  if (typeof clock !== 'string') return [];
  try {
    clockState(clock);
    return [];
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return [{ in: 'body', at: '/clock', message: error.message.replace(/^clock /, '') }];
  }
}
