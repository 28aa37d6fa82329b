import type { Report, ReportFacts } from '../../../schemas/control/report.js';
import { activityOf } from '../activity/activity.js';
import { publishedCoverage } from '../activity/coverage.js';
import type { Contract } from '../contract/contract.js';
import { factsOf, journalFactsOf, type NamedSandbox } from './examine.js';
import { emptyFacts, mergeFacts, toReport } from './merge.js';

/** What the collector needs of the sandboxes of a server. */
interface OpenSandboxes {
  /** The sandboxes that are open in memory. */
  opened(): Iterable<NamedSandbox>;
}

/**
 * Collects what clients did in all sandboxes since the server started. If it is active, also in those that are deleted or whose
 * data are replaced: each is examined before its calls are forgotten.
 */
export class RunCollector {
  readonly #contracts: readonly Contract[];
  readonly isActive: boolean;
  #collected: ReportFacts = emptyFacts;

  constructor(contracts: readonly Contract[], isActive: boolean) {
    this.#contracts = contracts;
    this.isActive = isActive;
  }

  /** Examines a sandbox before its calls are forgotten, and returns a function that adds the result. */
  examine(named: NamedSandbox): () => void {
    if (activityOf(named.sandbox).totalsSince('opening').calls === 0) return () => {};
    const facts = factsOf(named, this.#contracts, { since: 'opening', onlyUsed: true });
    return () => this.#add(facts);
  }

  /** Call it before the journal of a sandbox is cleared. */
  examineJournal(named: NamedSandbox): void {
    if (this.isActive) this.#add(journalFactsOf(named, this.#contracts));
  }

  /** What clients did in the sandboxes that are open, and in those that were collected. */
  facts(sandboxes: OpenSandboxes): ReportFacts {
    const options = { since: 'opening', onlyUsed: true } as const;
    const open = [...sandboxes.opened()].map((each) => factsOf(each, this.#contracts, options));
    const published = { ...emptyFacts, contracts: publishedCoverage(this.#contracts) };
    return mergeFacts([published, this.#collected, ...open]);
  }

  report(sandboxes: OpenSandboxes): Report {
    return toReport(this.facts(sandboxes));
  }

  #add(facts: ReportFacts): void {
    this.#collected = mergeFacts([this.#collected, facts]);
  }
}
