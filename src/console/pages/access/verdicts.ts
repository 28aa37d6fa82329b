import type { Model } from '../../api/client.js';

export type Verdict = Model<'AccessVerdict'>;
export type OperationAccess = Model<'OperationAccess'>;
export type AccessMatrix = Model<'AccessMatrix'>;

interface VerdictText {
  readonly sign: string;
  /** What it means, in a word or two. */
  readonly title: string;
  readonly kind: 'good' | 'bad' | 'warn' | '';
}

/** How each verdict is shown. */
export const verdictTexts: Readonly<Record<Verdict['verdict'], VerdictText>> = {
  open: { sign: '○', title: 'no token needed', kind: 'good' },
  allowed: { sign: '✓', title: 'allowed', kind: 'good' },
  'not-allowed': { sign: '✕', title: 'only others', kind: 'bad' },
  denied: { sign: '⊘', title: 'denied', kind: 'bad' },
  chosen: { sign: '(✕)', title: "denied, Understudy's choice", kind: 'warn' },
  condition: { sign: '◐', title: 'account does not fit', kind: 'warn' },
  refused: { sign: '–', title: 'cannot sign in', kind: '' },
};

/** Whether a caller with a verdict may call an operation. */
export function isAllowed({ verdict }: Verdict): boolean {
  return verdict === 'open' || verdict === 'allowed';
}

/** Why a caller may call an operation or not, as a sentence. */
export function reasonOf({ verdict, reason }: Verdict, { rules }: OperationAccess): string {
  if (reason !== null)
    return verdict === 'chosen'
      ? `${reason}. The vendor does not mention it: this is Understudy's choice.`
      : `${reason}.`;
  if (verdict === 'open') return 'The operation needs no token.';
  return rules.length === 0 ? 'Every valid token is accepted.' : 'No rule is violated.';
}
