import { type Static, Type } from '@sinclair/typebox';

export const CorpParams = Type.Object({
  corpId: Type.String({ minLength: 1, description: 'Device group', examples: ['NORTHSTAR-ISD'] }),
});

/** What an account can be; conditions of operations ask for it. */
export type AccountKind = 'choice' | 'enterprise' | 'plte' | 'wbu' | 'asb';

/** A corp, which is a device group: an account is a corp without a parent. Never shown by the simulated endpoints. */
export interface Corp {
  readonly corpId: string;
  readonly description: string;
  readonly parentCorpId: string | null;
  /** The corps above it and itself, outermost first. */
  readonly path: readonly string[];
  /** The kinds of the account it belongs to. */
  readonly kinds: readonly AccountKind[];
  readonly timeZone: string;
}

/** The filter groups and labels that an account has set up. */
export interface Label {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  readonly corpId: string;
}

export type CorpParams = Static<typeof CorpParams>;
