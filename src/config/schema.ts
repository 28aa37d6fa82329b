import { type Static, Type } from '@sinclair/typebox';
import { stringEnum } from '../../schemas/annotations.js';

/** Levels of the log, from the quietest to the loudest. */
const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** The server's own settings with their defaults. Each contract declares its settings itself. */
export const Config = Type.Object({
  port: Type.Integer({
    default: 4010,
    minimum: 0,
    maximum: 65_535,
    description: 'port to listen on; 0 picks a free one',
  }),
  host: Type.String({ default: '127.0.0.1', minLength: 1, description: 'address to listen on' }),
  data: Type.String({
    default: './data',
    minLength: 1,
    description: 'folder where sandboxes are kept',
  }),
  ephemeral: Type.Boolean({
    default: false,
    description: 'keep everything in memory, nothing in a folder',
  }),
  reset: Type.Boolean({
    default: false,
    description: 'forget what the data folder holds and begin anew',
  }),
  seed: Type.Integer({
    default: 1,
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'same seed, same world',
  }),
  devices: Type.Integer({
    default: 499,
    minimum: 0,
    maximum: 1_000_000,
    description: 'devices in the main fleet, NORTHSTAR-ISD',
  }),
  clock: Type.String({
    default: 'running',
    description:
      'running (real time), frozen (at the instant of the world), or an ISO time (frozen there)',
  }),
  adminToken: Type.Optional(
    Type.String({
      pattern: '^\\S+$',
      writeOnly: true,
      description: 'asked of callers of /_sim, as Authorization: Bearer',
    }),
  ),
  insecureAdmin: Type.Boolean({
    default: false,
    description: 'let anyone who reaches the server call /_sim',
  }),
  allowOrigin: Type.Optional(
    Type.String({
      description:
        'origins whose pages may call the vendor APIs, comma-separated; * on loopback, else none',
    }),
  ),
  forkUnknown: Type.Boolean({
    default: true,
    description: 'fork a sandbox when an unknown name is used',
  }),
  idleMinutes: Type.Number({
    default: 30,
    exclusiveMinimum: 0,
    maximum: 35_000,
    description: 'real minutes after which an unused forked sandbox goes',
  }),
  maxSandboxes: Type.Integer({
    default: 2000,
    minimum: 1,
    maximum: 1_000_000,
    description: 'how many sandboxes there may be; then idle forked ones go, the oldest first',
  }),
  maxMemory: Type.Integer({
    default: 4096,
    minimum: 1,
    maximum: 1_000_000,
    description: 'how many MiB the sandboxes in memory may take; then the same',
  }),
  maxImport: Type.Integer({
    default: 512,
    minimum: 1,
    maximum: 2000,
    description: 'how many MiB an imported sandbox may have',
  }),
  signingKey: Type.String({
    default: 'understudy',
    minLength: 1,
    writeOnly: true,
    description: 'what the key that signs tokens is derived from',
  }),
  responseCache: stringEnum(['on', 'off'], {
    default: 'on',
    description: 'send equal responses again without computing them, and responses in batches',
  }),
  logLevel: stringEnum(logLevels, { default: 'info', description: 'how much is logged' }),
});

export type Config = Static<typeof Config> & {
  /** The settings of each contract, by contract name. */
  readonly contracts: Readonly<Record<string, { readonly mount?: string }>>;
};
