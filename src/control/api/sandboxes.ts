import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import {
  ForkCreate,
  SandboxCreate,
  SandboxInfo,
  SandboxParams,
} from '../../../schemas/control/sandboxes.js';
import { noContent } from '../../../schemas/responses.js';
import { StartupError } from '../../lib/startup-error.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { conflict, type FieldError, notFound } from '../../simulator/contract/problem.js';
import { capacityProblem } from '../../simulator/pipeline/sandbox-routing.js';
import { CapacityError, defaultSandbox } from '../../store/sandbox/registry.js';
import type {
  CreateSandboxOptions,
  SandboxInfo as Info,
} from '../../store/sandbox/sandbox-info.js';
import type { ControlContext } from '../context.js';

const tags = ['sandboxes'];
const taken = { 409: 'The name is taken.', 503: 'There may be no more sandboxes.' };

/** Isolated worlds: making them, copying them, and taking them back or away. */
export function sandboxes(controlled: ControlContext): Operation[] {
  const { sandboxes: all } = controlled;
  return [
    operation({
      method: 'GET',
      url: '/sandboxes',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listSandboxes',
        summary: 'The sandboxes there are',
        tags,
        response: { 200: Type.Array(ref(SandboxInfo), { description: 'The sandboxes' }) },
      },
      handler: () => all.list(),
    }),
    operation({
      method: 'POST',
      url: '/sandboxes',
      config: {
        access: anyScope,
        effect: 'change',
        managesSandboxes: true,
        refusals: { ...taken, 404: 'What it is to be a copy of is not there.' },
      },
      schema: {
        operationId: 'createSandbox',
        summary: 'Make a sandbox: of the seeds, or as a copy of another one or of a snapshot',
        tags,
        body: ref(SandboxCreate),
        response: { 201: ref(SandboxInfo) },
      },
      check: ({ body }) => [
        ...validateCopyOptions(body),
        ...validateClockSetting(controlled, body.clock),
      ],
      handler({ body }) {
        const { name, from, ttlSeconds } = body;
        const making = {
          from: from === undefined ? undefined : source(controlled, from),
          world: from === undefined ? worldOf(controlled, body) : undefined,
          clock: body.clock,
          ttl: ttlSeconds === undefined ? undefined : ttlSeconds * 1000,
        };
        return name === undefined
          ? createUnnamed(controlled, making)
          : create(controlled, name, making);
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
      handler: ({ params }) => requireSandboxInfo(controlled, params.name),
    }),
    operation({
      method: 'DELETE',
      url: '/sandboxes/:name',
      config: {
        access: anyScope,
        effect: 'destroy',
        managesSandboxes: true,
        refusals: { 409: 'The default sandbox stays.' },
      },
      schema: {
        operationId: 'deleteSandbox',
        summary: 'Take a sandbox away, with its snapshots',
        tags,
        params: SandboxParams,
        response: { 204: noContent },
      },
      handler({ params: { name } }) {
        if (name === defaultSandbox) throw conflict('The default sandbox stays; it can be reset');
        if (!all.has(name)) throw notFound(`There is no sandbox ${name}`);
        all.delete(name);
      },
    }),
    operation({
      method: 'POST',
      url: '/sandboxes/:name/reset',
      config: { access: anyScope, effect: 'destroy', managesSandboxes: true },
      schema: {
        operationId: 'resetSandbox',
        summary: 'Take a sandbox back to the seeds of its world: data, clock, everything',
        description:
          'Takes a sandbox back to the seeds of its world, with its own clock: data, clock, sequences, everything. Its snapshots stay. A copy of another sandbox goes back to the seeds as well; to come back to the copy, keep a snapshot of it.',
        tags,
        params: SandboxParams,
        response: { 200: ref(SandboxInfo) },
      },
      async handler({ params: { name } }) {
        requireSandboxInfo(controlled, name);
        await all.reset(name);
        return requireSandboxInfo(controlled, name);
      },
    }),
    operation({
      method: 'POST',
      url: '/sandboxes/:name/fork',
      config: { access: anyScope, effect: 'change', managesSandboxes: true, refusals: taken },
      schema: {
        operationId: 'forkSandbox',
        summary: 'Copy a sandbox as it is now, with everything in it',
        tags,
        params: SandboxParams,
        body: ref(ForkCreate),
        response: { 201: ref(SandboxInfo) },
      },
      handler({ params, body }) {
        requireSandboxInfo(controlled, params.name);
        return create(controlled, body.name, { from: { sandbox: params.name } });
      },
    }),
  ];
}

/** What can be told of a sandbox. Throws a 404 problem for an unknown one. */
export function requireSandboxInfo({ sandboxes: all }: ControlContext, name: string): Info {
  const info = all.info(name);
  if (!info) throw notFound(`There is no sandbox ${name}`);
  return info;
}

async function create(
  controlled: ControlContext,
  name: string,
  making: CreateSandboxOptions,
): Promise<Info> {
  if (!(await tryCreate(controlled, name, making))) {
    throw conflict(`There is a sandbox ${name} already`);
  }
  return requireSandboxInfo(controlled, name);
}

/** Under the first free of the names sandbox-1, sandbox-2 ... */
async function createUnnamed(
  controlled: ControlContext,
  making: CreateSandboxOptions,
): Promise<Info> {
  for (let number = 1; ; number++) {
    const name = `sandbox-${number}`;
    const isFree = !controlled.sandboxes.has(name);
    if (isFree && (await tryCreate(controlled, name, making)))
      return requireSandboxInfo(controlled, name);
  }
}

function tryCreate(
  { sandboxes: all }: ControlContext,
  name: string,
  making: CreateSandboxOptions,
): Promise<boolean> {
  return all.create(name, making).catch((error: unknown) => {
    throw error instanceof CapacityError ? capacityProblem(error) : error;
  });
}

/** What a copy is made from. Throws a 404 problem when it is not there. */
function source(
  controlled: ControlContext,
  from: string,
): NonNullable<CreateSandboxOptions['from']> {
  const [sandbox = '', snapshot] = from.split('@');
  const { snapshots } = requireSandboxInfo(controlled, sandbox);
  if (snapshot !== undefined && !snapshots.includes(snapshot)) {
    throw notFound(`The sandbox ${sandbox} has no snapshot ${snapshot}`);
  }
  return { sandbox, snapshot };
}

function worldOf(
  { world }: ControlContext,
  { seed, devices }: SandboxCreate,
): CreateSandboxOptions['world'] {
  return { seed: seed ?? world.seed, devices: devices ?? world.devices };
}

/** A copy has the world of what it is a copy of. */
function validateCopyOptions(body: object): FieldError[] {
  if (!('from' in body)) return [];
  const message = 'cannot be given with from: a copy has that of what it is a copy of';
  return ['seed', 'devices']
    .filter((part) => part in body)
    .map((part) => ({ in: 'body', at: `/${part}`, message }));
}

/** The fault of a clock setting that means nothing. */
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
