import { type Static, Type } from '@sinclair/typebox';

export const CorpParams = Type.Object({
  corpId: Type.String({ minLength: 1, description: 'Device group', examples: ['NORTHSTAR-ISD'] }),
});

/** The kinds of accounts; conditions of operations check them. */
export type AccountKind = 'choice' | 'enterprise' | 'plte' | 'wbu' | 'asb';

/** A device group, which the vendor calls a corp; one without a parent is an account. No response shows it. */
export interface Corp {
  readonly corpId: string;
  readonly description: string;
  readonly parentCorpId: string | null;
  /** The ids of its ancestors and its own id, outermost first. */
  readonly path: readonly string[];
  /** The kinds of the account that it belongs to. */
  readonly kinds: readonly AccountKind[];
  readonly timeZone: string;
}

/** A label that an account puts on its devices. */
export interface Label {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  readonly corpId: string;
}

export type CorpParams = Static<typeof CorpParams>;
