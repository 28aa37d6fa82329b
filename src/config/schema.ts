import { type Static, Type } from '@sinclair/typebox';
import { stringEnum } from '../../schemas/annotations.js';

/** Log levels, from the least to the most verbose. */
const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/**
 * The server's settings with their defaults. Flags, environment variables and config file keys are derived from them. Each
 * contract declares its own settings.
 */
export const Config = Type.Object({
  port: Type.Integer({
    default: 4010,
    minimum: 0,
    maximum: 65_535,
    description: 'port to listen on; 0 picks a free one',
  }),
  host: Type.String({
    default: 'localhost',
    minLength: 1,
    description:
      'address to listen on; localhost is both 127.0.0.1 and ::1, and any other value only itself',
  }),
  data: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'folder where sandboxes are stored; by default the one of --default-data',
    }),
  ),
  defaultData: Type.String({
    default: '.understudy',
    minLength: 1,
    description:
      'folder for a start without --data; if it cannot be written, everything is in memory. npm start uses ./data, the container /data',
  }),
  ephemeral: Type.Boolean({
    default: false,
    description: 'keep everything in memory, write no data folder',
  }),
  reset: Type.Boolean({
    default: false,
    description: 'delete the contents of the data folder before starting',
  }),
  durable: Type.Boolean({
    default: false,
    description:
      'synchronise the data folder with the disk before each response, so that acknowledged writes survive power loss, not only the end of the process',
  }),
  seed: Type.Integer({
    default: 1,
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'seed of the generated data: the same seed gives the same data',
  }),
  devices: Type.Integer({
    default: 499,
    minimum: 0,
    maximum: 1_000_000,
    description: 'devices in the main fleet, NORTHSTAR-ISD',
  }),
  world: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'what to seed instead of the default world: a JSON or YAML file, empty (one account, no customers), nothing, or odd names: emoji, quotes, long, rtl',
    }),
  ),
  stories: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'folder with further stories for /_sim/stories: one in each JSON or YAML file',
    }),
  ),
  clock: Type.String({
    default: 'running',
    description:
      'running (real time), frozen (at the default instant), frozen-now (at the time of the start), or an ISO time (frozen there)',
  }),
  adminToken: Type.Optional(
    Type.String({
      pattern: '^\\S+$',
      writeOnly: true,
      description: 'token without spaces that callers of /_sim must send as Authorization: Bearer',
    }),
  ),
  insecureAdmin: Type.Boolean({
    default: false,
    description: 'allow calls to /_sim from anyone, without a token',
  }),
  publicUrl: Type.Optional(
    Type.String({
      pattern: '^https?://[^/?#]+(/[^?#]*)?$',
      description:
        'what links and published servers begin with, for a server behind a proxy; by default what was requested',
      examples: ['https://mocks.example/understudy'],
    }),
  ),
  trustProxy: Type.String({
    default: 'loopback, linklocal, uniquelocal',
    minLength: 1,
    description:
      'whose Forwarded, X-Forwarded-Proto, -Host, -Port and -Prefix headers count in links and published servers: comma-separated addresses, networks, loopback, linklocal, uniquelocal; or true or false for every or no peer',
    examples: ['10.0.0.0/8, 192.0.2.7'],
  }),
  allowHost: Type.Optional(
    Type.String({
      description:
        'comma-separated Host names, besides those of loopback, from which this machine may call /_sim without a token; .suffix allows every name that ends with it',
      examples: ['host.docker.internal'],
    }),
  ),
  allowOrigin: Type.Optional(
    Type.String({
      description:
        'comma-separated web origins whose pages may call the vendor APIs; every origin by default',
    }),
  ),
  allowControlOrigin: Type.Optional(
    Type.String({
      description: 'comma-separated web origins whose pages may call /_sim; none by default',
    }),
  ),
  strictQuery: Type.Boolean({
    default: false,
    description: 'refuse unknown query parameters on every vendor route instead of ignoring them',
  }),
  forkUnknown: Type.Boolean({
    default: true,
    description: 'create a sandbox when a request names an unknown one',
  }),
  idleMinutes: Type.Number({
    default: 30,
    exclusiveMinimum: 0,
    maximum: 35_000,
    description: 'real minutes after which an unused forked sandbox is deleted',
  }),
  maxSandboxes: Type.Integer({
    default: 2000,
    minimum: 1,
    maximum: 1_000_000,
    description:
      'maximum number of sandboxes; above it, idle forked ones are deleted, oldest first',
  }),
  maxMemory: Type.Integer({
    default: 4096,
    minimum: 1,
    maximum: 1_000_000,
    description:
      'maximum MiB of sandboxes, snapshots and journals in memory; above it, idle forked sandboxes are deleted, oldest first, then nothing more is created, and a sandbox that reaches it refuses writes with 507',
  }),
  maxImport: Type.Integer({
    default: 512,
    minimum: 1,
    maximum: 2000,
    description: 'maximum MiB of an imported sandbox',
  }),
  maxUpload: Type.Integer({
    default: 100,
    minimum: 1,
    maximum: 2000,
    description: 'maximum MiB of a file that is uploaded to a vendor API',
  }),
  signingKey: Type.Optional(
    Type.String({
      minLength: 1,
      writeOnly: true,
      description:
        'text from which the key that signs tokens is derived; by default one drawn per data folder, without a folder a fixed one on loopback, else one drawn per process',
    }),
  ),
  report: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'folder where a server that stops leaves what clients did in all sandboxes, for understudy report; without it deleted sandboxes are not reported',
      examples: ['understudy-report'],
    }),
  ),
  responseCache: stringEnum(['on', 'off'], {
    default: 'on',
    description: 'cache responses, and send responses in batches',
  }),
  logLevel: stringEnum(logLevels, { default: 'info', description: 'verbosity of the log' }),
});

export type Config = Static<typeof Config> & {
  /** The settings of each contract, by contract name. */
  readonly contracts: Readonly<Record<string, { readonly mount?: string }>>;
};
