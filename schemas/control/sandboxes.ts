import { type Static, Type } from '@sinclair/typebox';
import { nullable } from '../annotations.js';

const name = '[a-z0-9][a-z0-9-]{0,62}';

/** What a sandbox or a snapshot may be called. */
const nameOf = (what: string, example: string) =>
  Type.String({
    pattern: `^${name}$`,
    description: `${what}: 1 to 63 of a-z, 0-9 and -, not beginning with -`,
    examples: [example],
  });
export const SandboxName = nameOf('the name of a sandbox', 'default');

const time = (description: string) => Type.String({ format: 'date-time', description });

export const SandboxInfo = Type.Object(
  {
    name: Type.String(),
    createdAt: time('By its own clock'),
    seed: Type.Integer({ description: 'What its world was drawn from' }),
    devices: Type.Integer({ description: 'The size of its main fleet when it was made' }),
    persistent: Type.Boolean({
      description: 'It was asked for; one that was forked on first use goes when it is idle',
    }),
    expiresAt: nullable(time('When its time is over, in real time; null for never')),
    snapshots: Type.Array(Type.String(), { description: 'Names of its snapshots' }),
    bytes: Type.Integer({ description: 'The size of its data' }),
  },
  { $id: 'SandboxInfo', description: 'A sandbox' },
);

export const SandboxCreate = Type.Object(
  {
    name: Type.Optional(nameOf('the name of the sandbox', 'lesson-1')),
    from: Type.Optional(
      Type.String({
        pattern: `^${name}(@${name})?$`,
        description: 'NAME or NAME@SNAPSHOT: what it is to be a copy of',
      }),
    ),
    seed: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "What its world is drawn from; the server's when left out",
      }),
    ),
    devices: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1_000_000,
        description: "The size of its main fleet; the server's when left out",
      }),
    ),
    clock: Type.Optional(
      Type.String({
        description:
          'running, frozen or an ISO time to stand at; left out, as the server or what is copied',
        examples: ['frozen'],
      }),
    ),
    ttlSeconds: Type.Optional(
      Type.Number({
        minimum: 0.1,
        maximum: 1e9,
        description: 'Real seconds after which it goes; never when left out',
      }),
    ),
  },
  {
    $id: 'SandboxCreate',
    description: 'A sandbox to be made; without a name it is given one',
    examples: [{ name: 'lesson-1', clock: 'frozen' }],
  },
);

export const ForkCreate = Type.Object(
  { name: nameOf('the name of the copy', 'lesson-1-copy') },
  {
    $id: 'ForkCreate',
    description: 'What a copy is to be called',
    examples: [{ name: 'lesson-1-copy' }],
  },
);

export const SnapshotInfo = Type.Object(
  { name: Type.String(), createdAt: time("By the sandbox's clock") },
  { $id: 'SnapshotInfo', description: 'A named point to return to' },
);

export const SandboxParams = Type.Object({ name: SandboxName });
export const SnapshotParams = Type.Object({
  name: SandboxName,
  snapshot: nameOf('the name of a snapshot', 'before-lunch'),
});

export type SandboxCreate = Static<typeof SandboxCreate>;
