import type { OperationCoverage } from '../../../../schemas/control/activity.js';
import type { AuditedCall, FindingCode } from '../../../../schemas/control/report.js';

/** What a finding is about. */
export interface FindingSubject {
  readonly code: FindingCode;
  readonly contract: string;
  /** Undefined if several operations are concerned. */
  readonly operation: OperationCoverage | undefined;
  /** The parameter or the scope, if the finding is about one. */
  readonly subject: string;
  /** The clients that made the calls, sorted. */
  readonly clients: readonly string[];
  readonly occurrences: number;
  readonly calls: readonly (readonly AuditedCall[])[];
  /** Alternatives: the scopes that would be enough, or the clients that do it right. */
  readonly details: readonly string[];
  /** The operations that a scope was used for. */
  readonly usedFor?: readonly OperationCoverage[];
}

/** What the findings of one kind are about, in steps. A step may find nothing. */
export type Subjects = Iterable<FindingSubject | undefined>;
