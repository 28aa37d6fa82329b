import { type Static, Type } from '@sinclair/typebox';
import { nullable, readonlyArray, stringEnum } from '../annotations.js';

export const CorpParams = Type.Object({
  corpId: Type.String({ minLength: 1, description: 'Device group', examples: ['NORTHSTAR-ISD'] }),
});

/** The kinds of accounts; conditions of operations check them. */
const accountKinds = ['choice', 'enterprise', 'plte', 'wbu', 'asb'] as const;
export type AccountKind = (typeof accountKinds)[number];

/** The features that a device group may have access to. */
export const features = [
  'ACTIVATION',
  'ACCOUNT_SETTINGS',
  'DASHBOARD',
  'DATABRIDGE_KEY_CREATE',
  'DEVICES',
] as const;
export type Feature = (typeof features)[number];

/** What the vendor calls /settings: what an account may do and see. A flag that is missing is on. */
const accountFlags = ['showCumulativeBalance', 'manageBuckets', 'kemp', 'eSim'] as const;
export type AccountFlag = (typeof accountFlags)[number];

const storedLimit = Type.Optional(nullable(Type.Number({ minimum: 0, maximum: 1e9 })));

/** A device group, which the vendor calls a corp; one without a parent is an account. No response shows it. */
export const Corp = Type.Object({
  corpId: Type.String({ minLength: 1 }),
  description: Type.String(),
  parentCorpId: nullable(Type.String()),
  /** The ids of its ancestors and its own id, outermost first. */
  path: readonlyArray(Type.String(), { minItems: 1 }),
  /** The kinds of the account that it belongs to. */
  kinds: readonlyArray(stringEnum(accountKinds)),
  timeZone: Type.String(),
  street: Type.Optional(Type.String()),
  city: Type.Optional(Type.String()),
  state: Type.Optional(Type.String()),
  zip: Type.Optional(Type.String()),
  /** MB that a new device of the group may use; no limit where it is missing. */
  dailyLimit: storedLimit,
  monthlyLimit: storedLimit,
  /** The features that the group has access to; those of the group above it where it is missing, and all for an account. */
  features: Type.Optional(readonlyArray(stringEnum(features))),
  /** Flags of an account that are off. */
  flagsOff: Type.Optional(readonlyArray(stringEnum(accountFlags))),
});
export type Corp = Static<typeof Corp>;

/** A label that an account puts on its devices. */
export const Label = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  name: Type.String(),
  category: Type.String(),
  corpId: Type.String(),
});
export type Label = Static<typeof Label>;

export type CorpParams = Static<typeof CorpParams>;
