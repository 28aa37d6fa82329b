import { type Static, Type } from '@sinclair/typebox';
import { nullable, readonlyArray, stringEnum } from '../annotations.js';

export const CorpParams = Type.Object({
  corpId: Type.String({ minLength: 1, description: 'Device group', examples: ['NORTHSTAR-ISD'] }),
});

/** The kinds of accounts; conditions of operations check them. */
const accountKinds = ['choice', 'enterprise', 'plte', 'wbu', 'asb'] as const;
export type AccountKind = (typeof accountKinds)[number];

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
