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
    mount: Type.String({ description: 'The path under which it is served' }),
    aliases: Type.Array(Type.String(), { description: 'Other paths that lead to it' }),
    operations: Type.Object({
      total: Type.Integer(),
      simulated: Type.Integer({ description: 'Operations that work; the others answer 501' }),
      documented: Type.Integer({ description: "From the vendor's documentation" }),
      observed: Type.Integer({ description: 'From public client code' }),
      inferred: Type.Integer({ description: "Understudy's own choice" }),
    }),
    links: Type.Object({
      openapi: Type.String(),
      yaml: Type.String(),
      docs: Type.String(),
      vendor: Type.String({ description: "The vendor's own page" }),
    }),
  },
  { $id: 'ContractInfo', description: 'A vendor API that is served here' },
);

export const Clock = Type.Object(
  { now: instant("The sandbox's time"), frozen: Type.Boolean({ description: 'It stands still' }) },
  { $id: 'Clock', description: "A sandbox's clock" },
);

export const ClockSetting = Type.Object(
  {
    now: Type.Optional(instant('The time to go to; left out, the time stays')),
    frozen: Type.Optional(
      Type.Boolean({ description: 'Stand still there; left out, it stays as it is' }),
    ),
  },
  {
    $id: 'ClockSetting',
    description: 'Where to set a clock',
    examples: [{ now: '2026-06-20T00:00:00Z', frozen: true }],
  },
);

const BySeconds = Type.Object({
  seconds: Type.Number({
    minimum: 0,
    maximum: 1e11,
    description: 'How many seconds to go on',
    examples: [3600],
  }),
});
/** The parts of a duration in their order: one at least, and a fraction in the last one only. */
const days = '(\\d+Y(\\d+M)?(\\d+W)?(\\d+D)?|\\d+M(\\d+W)?(\\d+D)?|\\d+W(\\d+D)?|\\d+D)';
const seconds = '(\\d+(\\.\\d+)?S)';
const hours = `(\\d+H(\\d+M)?${seconds}?|\\d+H\\d+\\.\\d+M|\\d+M${seconds}?|\\d+(\\.\\d+)?[HMS])`;

const ByDuration = Type.Object({
  duration: Type.String({
    pattern: `^P(${days}(T${hours})?|T${hours})$`,
    description: 'How long to go on, as ISO 8601 writes it',
    examples: ['PT1H'],
  }),
});
export const ClockAdvance = Type.Unsafe<Static<typeof BySeconds> | Static<typeof ByDuration>>({
  $id: 'ClockAdvance',
  description: 'How far a clock goes on',
  oneOf: [BySeconds, ByDuration],
  'x-only-one': ['seconds', 'duration'],
  examples: [{ duration: 'PT1H' }],
});

export const Persona = Type.Object(
  {
    contract: Type.String(),
    name: Type.String(),
    purpose: Type.String({ description: 'What it is there for' }),
    scopes: Type.Array(Type.String()),
    username: Type.String(),
    password: Type.String(),
    token: Type.String({ description: "A fresh token, made at the sandbox's now" }),
    corpId: Type.Optional(Type.String()),
    account: Type.Optional(
      Type.Object({ corpId: Type.String(), kinds: Type.Array(Type.String()) }),
    ),
  },
  { $id: 'Persona', description: 'A seeded user to act as' },
);

/** The request for a token. Its `contract` is one of these contracts, and its example is a token for the first of them. */
export function tokenWish(
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
      persona: Type.Optional(Type.String({ description: "A persona's name, or a user's" })),
      scope: Type.Optional(
        Type.String({
          description: 'Scopes, separated by blanks; alone it picks the seeded user who has them',
        }),
      ),
      role: Type.Optional(Type.String({ description: 'The same where a vendor speaks of roles' })),
      corpId: Type.Optional(Type.String({ description: 'Where to look for that user' })),
      expiresIn: Type.Optional(
        Type.Unsafe<number | null>({
          type: ['integer', 'null'],
          minimum: 0,
          maximum: 1e10,
          description: 'Seconds; null for never',
        }),
      ),
      sandbox: Type.Optional(SandboxName),
    },
    {
      $id: 'TokenWish',
      description: 'Which token to make',
      examples: [{ contract: first?.name, ...(scope && { scope }), expiresIn: 3600 }],
    },
  );
}

export const Mail = Type.Object(
  {
    to: Type.String(),
    subject: Type.String(),
    link: Type.String({ description: 'Where the mail leads its reader' }),
    token: Type.String({ description: 'The token in the link' }),
    sentAt: Type.String({ format: 'date-time', description: "By the sandbox's clock" }),
  },
  { $id: 'Mail', description: 'A mail that a vendor would have sent' },
);

export const MintedToken = Type.Object(
  {
    token: Type.String(),
    tokenType: Type.String(),
    expiresAt: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'date-time',
      description: "By the sandbox's clock; null for never",
    }),
  },
  { $id: 'MintedToken', description: 'A token' },
);

export type ClockAdvance = Static<typeof ClockAdvance>;
export type Persona = Static<typeof Persona>;
