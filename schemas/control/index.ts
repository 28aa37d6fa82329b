import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { stringEnum } from '../annotations.js';
import { SandboxName } from './sandboxes.js';

const instant = (description: string) =>
  Type.String({ format: 'date-time', description, examples: ['2026-06-20T00:00:00Z'] });

export const Health = Type.Object(
  { status: stringEnum(['ready']), version: Type.String() },
  { $id: 'Health', description: 'The server is ready' },
);

export const ContractInfo = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    mount: Type.String({ description: 'The path at which it is served' }),
    aliases: Type.Array(Type.String(), { description: 'Other paths at which it is served' }),
    operations: Type.Object({
      total: Type.Integer(),
      simulated: Type.Integer({ description: 'Operations that work; the others respond with 501' }),
      documented: Type.Integer({ description: "From the vendor's documentation" }),
      observed: Type.Integer({ description: 'From public client code' }),
      inferred: Type.Integer({ description: "Understudy's own choice" }),
    }),
    example: Type.String({
      description:
        'The path, with its query, of a GET that works with the token of the first persona',
    }),
    links: Type.Object({
      openapi: Type.String(),
      yaml: Type.String(),
      docs: Type.String(),
      vendor: Type.String({ description: "The vendor's own page" }),
    }),
  },
  { $id: 'ContractInfo', description: 'A vendor API that this server simulates' },
);

export const CollectionFile = Type.Object(
  {
    name: Type.String(),
    contract: Type.String({ description: 'The vendor API' }),
    format: Type.String({ description: 'The format, for people' }),
    link: Type.String({ description: 'The path of the file' }),
  },
  { $id: 'CollectionFile', description: 'A file with requests for an HTTP client' },
);

export const CollectionFileParams = Type.Object({
  file: Type.String({ description: 'The name of a file' }),
});

export const Clock = Type.Object(
  {
    now: instant("The sandbox's time"),
    frozen: Type.Boolean({ description: 'Whether time stands still' }),
  },
  { $id: 'Clock', description: "A sandbox's clock" },
);

export const ClockSetting = Type.Object(
  {
    now: Type.Optional(instant('The new time; the current time by default')),
    frozen: Type.Optional(
      Type.Boolean({ description: 'Whether time stands still; unchanged by default' }),
    ),
  },
  {
    $id: 'ClockSetting',
    description: 'The new setting of a clock',
    additionalProperties: false,
    examples: [{ now: '2026-06-20T00:00:00Z', frozen: true }],
  },
);

/** An ISO 8601 duration: at least one part, in order, with a fraction only in the last one. */
const days = '(\\d+Y(\\d+M)?(\\d+W)?(\\d+D)?|\\d+M(\\d+W)?(\\d+D)?|\\d+W(\\d+D)?|\\d+D)';
const seconds = '(\\d+(\\.\\d+)?S)';
const hours = `(\\d+H(\\d+M)?${seconds}?|\\d+H\\d+\\.\\d+M|\\d+M${seconds}?|\\d+(\\.\\d+)?[HMS])`;

const part = (unit: string) =>
  Type.Optional(
    Type.Number({ minimum: 0, maximum: 1e11, description: `How many ${unit} to advance` }),
  );

export const ClockAdvance = Type.Object(
  {
    weeks: part('weeks'),
    days: part('days'),
    hours: part('hours'),
    minutes: part('minutes'),
    seconds: part('seconds'),
    duration: Type.Optional(
      Type.String({
        pattern: `^P(${days}(T${hours})?|T${hours})$`,
        description: 'How far to advance, as an ISO 8601 duration, instead of the parts',
        examples: ['PT1H'],
      }),
    ),
  },
  {
    $id: 'ClockAdvance',
    description: 'How far to advance a clock: the sum of the parts, or an ISO 8601 duration',
    additionalProperties: false,
    'x-at-least-one': ['weeks', 'days', 'hours', 'minutes', 'seconds', 'duration'],
    examples: [{ duration: 'PT1H' }, { days: 1, hours: 12 }],
  },
);

export const Persona = Type.Object(
  {
    contract: Type.String(),
    name: Type.String(),
    displayName: Type.String({ description: 'The name of the person or of the program' }),
    purpose: Type.String({ description: 'What it is for' }),
    scopes: Type.Array(Type.String()),
    username: Type.String(),
    password: Type.String(),
    token: Type.String({ description: "A fresh token, issued at the sandbox's current time" }),
    corpId: Type.Optional(Type.String()),
    account: Type.Optional(
      Type.Object({ corpId: Type.String(), kinds: Type.Array(Type.String()) }),
    ),
  },
  { $id: 'Persona', description: 'A seeded user to act as' },
);

/** The body of a token request for these contracts. Its example is a token for the first of them. */
export function tokenRequest(
  contracts: readonly { readonly name: string; readonly scopes: readonly string[] }[],
): TSchema {
  const [first] = contracts;
  const [scope] = first?.scopes ?? [];
  return Type.Object(
    {
      contract: stringEnum(
        contracts.map(({ name }) => name),
        { description: 'The vendor API' },
      ),
      persona: Type.Optional(Type.String({ description: 'The name of a persona or a user' })),
      scope: Type.Optional(
        Type.String({
          description:
            'Scopes, separated by spaces; without a persona, a seeded user who has them is chosen',
        }),
      ),
      role: Type.Optional(Type.String({ description: 'The same, for vendors that have roles' })),
      corpId: Type.Optional(Type.String({ description: 'The corp of that user' })),
      expiresIn: Type.Optional(
        Type.Unsafe<number | null>({
          type: ['integer', 'null'],
          minimum: 0,
          maximum: 1e10,
          description: 'Lifetime in seconds; null for no expiry',
        }),
      ),
      sandbox: Type.Optional(SandboxName),
    },
    {
      $id: 'TokenRequest',
      description: 'Which token to issue',
      additionalProperties: false,
      examples: [{ contract: first?.name, ...(scope && { scope }), expiresIn: 3600 }],
    },
  );
}

export const Mail = Type.Object(
  {
    to: Type.String(),
    subject: Type.String(),
    link: Type.String({ description: 'The link in the mail' }),
    token: Type.String({ description: 'The token in the link' }),
    sentAt: Type.String({ format: 'date-time', description: "By the sandbox's clock" }),
  },
  { $id: 'Mail', description: 'A mail that a vendor would have sent' },
);

export const IssuedToken = Type.Object(
  {
    token: Type.String(),
    tokenType: Type.String(),
    expiresAt: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'date-time',
      description: "By the sandbox's clock; null for no expiry",
    }),
  },
  { $id: 'IssuedToken', description: 'A token' },
);

export type ClockAdvance = Static<typeof ClockAdvance>;
export type Persona = Static<typeof Persona>;
