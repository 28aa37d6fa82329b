import { type Static, Type } from '@sinclair/typebox';
import { nullable } from '../annotations.js';

const namePattern = '[a-z0-9][a-z0-9-]{0,62}';

/** The name of a sandbox or a snapshot. */
const nameSchema = (what: string, example: string) =>
  Type.String({
    pattern: `^${namePattern}$`,
    description: `${what}: 1 to 63 of a-z, 0-9 and -, not beginning with -`,
    examples: [example],
  });
export const SandboxName = nameSchema('the name of a sandbox', 'default');

/** NAME or NAME@SNAPSHOT. */
export const SandboxOrSnapshot = Type.String({
  pattern: `^${namePattern}(@${namePattern})?$`,
  description: 'NAME or NAME@SNAPSHOT: a sandbox, or a snapshot of it',
  examples: ['default'],
});

const time = (description: string) => Type.String({ format: 'date-time', description });

export const SandboxInfo = Type.Object(
  {
    name: Type.String(),
    createdAt: time("By the sandbox's clock"),
    from: nullable(
      Type.String({
        description:
          'NAME or NAME@SNAPSHOT: what it was copied from; null for the seeds of a world and for an import',
      }),
    ),
    label: nullable(Type.String({ description: 'A text by which people know it' })),
    hasKey: Type.Boolean({ description: 'Whether a key gives access to it alone' }),
    seed: Type.Integer({ description: 'The seed of its world' }),
    devices: Type.Integer({ description: 'The size of its main fleet at the start' }),
    persistent: Type.Boolean({
      description:
        'Whether it was created through the control plane; one that was forked on first use is deleted when idle',
    }),
    expiresAt: nullable(time('When it is deleted, in real time; null for never')),
    snapshots: Type.Array(Type.String(), { description: 'The names of its snapshots' }),
    now: time("The sandbox's time"),
    frozen: Type.Boolean({ description: 'Whether its time stands still' }),
    calls: Type.Integer({
      description:
        'How many calls of the vendor APIs it got since it was created or reset; clearing the journal does not change this',
    }),
    refusals: Type.Integer({
      description: 'How many of these calls got a status of 400 or above',
    }),
    lastCallAt: nullable(time("When the latest call was made, by the sandbox's clock")),
    faults: Type.Integer({ description: 'How many fault rules it has' }),
    faultNames: Type.Array(Type.String(), {
      description:
        'Which faults these are: the names of the scenarios that are on, and the ids of the rules that belong to none',
    }),
    bytes: Type.Integer({ description: 'The size of its data in bytes' }),
  },
  { $id: 'SandboxInfo', description: 'A sandbox' },
);

export const CreatedSandbox = Type.Object(
  {
    ...SandboxInfo.properties,
    key: Type.Optional(
      Type.String({
        description:
          'The key that was asked for. It is not shown again; as a bearer token it gives access to the control plane for this sandbox alone',
      }),
    ),
  },
  { $id: 'CreatedSandbox', description: 'A sandbox that was created' },
);

export const SandboxKey = Type.Object(
  {
    key: Type.String({
      description:
        'The new key. It is not shown again; as a bearer token it gives access to the control plane for this sandbox alone',
    }),
  },
  { $id: 'SandboxKey', description: 'The key of a sandbox' },
);

export const SandboxCreate = Type.Object(
  {
    name: Type.Optional(nameSchema('the name of the sandbox', 'lesson-1')),
    from: Type.Optional(
      Type.String({
        pattern: `^${namePattern}(@${namePattern})?$`,
        description: 'NAME or NAME@SNAPSHOT: what to copy',
      }),
    ),
    seed: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "The seed of its world; the server's by default",
      }),
    ),
    devices: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1_000_000,
        description: "The size of its main fleet; the server's by default",
      }),
    ),
    clock: Type.Optional(
      Type.String({
        description:
          'running, frozen, frozen-now (at the present time) or an ISO time (frozen there); by default that of the copied sandbox or of the server',
        examples: ['frozen'],
      }),
    ),
    label: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'A text by which people know it',
        examples: ['Class 4b, table 3'],
      }),
    ),
    key: Type.Optional(
      Type.Boolean({
        description:
          'Whether the response contains a key, with which a caller may use the control plane for this sandbox alone; false by default',
      }),
    ),
    ttlSeconds: Type.Optional(
      Type.Number({
        minimum: 0.1,
        maximum: 1e9,
        description: 'Real seconds after which it is deleted; never by default',
      }),
    ),
  },
  {
    $id: 'SandboxCreate',
    description: 'A sandbox to create; without a name it gets one',
    examples: [{ name: 'lesson-1', clock: 'frozen' }],
    additionalProperties: false,
  },
);

export const ForkCreate = Type.Object(
  { name: nameSchema('the name of the copy', 'lesson-1-copy') },
  {
    $id: 'ForkCreate',
    description: 'The name of a copy',
    examples: [{ name: 'lesson-1-copy' }],
    additionalProperties: false,
  },
);

export const SnapshotInfo = Type.Object(
  { name: Type.String(), createdAt: time("By the sandbox's clock") },
  { $id: 'SnapshotInfo', description: 'A named point to return to' },
);

export const SandboxParams = Type.Object({ name: SandboxName });
export const SnapshotParams = Type.Object({
  name: SandboxName,
  snapshot: nameSchema('the name of a snapshot', 'before-lunch'),
});

export type SandboxCreate = Static<typeof SandboxCreate>;
