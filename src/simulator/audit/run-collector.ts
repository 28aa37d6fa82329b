import type { Coverage } from '../../../schemas/control/activity.js';
import type { Report, ReportFacts } from '../../../schemas/control/report.js';
import { yieldToEventLoop } from '../../lib/async.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { runInSlices, runSteps } from '../../store/time/slices.js';
import { activityOf } from '../activity/activity.js';
import { publishedCoverage } from '../activity/coverage.js';
import type { Contract } from '../contract/contract.js';
import { coverageFactsOf, factsOf, journalFactsOf, type NamedSandbox } from './examine.js';
import { emptyFacts, mergeFacts, reportSteps } from './merge.js';

/** What the collector needs of the sandboxes of a server. */
interface OpenSandboxes {
  /** The sandboxes that are open in memory. */
  opened(): Iterable<NamedSandbox>;
}

/** Finds what is said of a sandbox: all facts, or what it used of the contracts. */
type Examiner = (...about: Parameters<typeof factsOf>) => Promise<ReportFacts>;

const examineAllFacts: Examiner = (...about) => runInSlices(factsOf(...about));
const examineCoverage: Examiner = async (...about) => coverageFactsOf(...about);

const sinceOpening = { since: 'opening', onlyUsed: true } as const;

/** The facts of so many sandboxes are merged at once. */
const batchSize = 20;

/** An examination of all sandboxes in progress. */
interface Examination {
  facts: ReportFacts;
  /** Facts that are not merged yet: to merge those of each sandbox takes as long as those of many. */
  found: ReportFacts[];
  readonly examined: Set<Sandbox>;
  /** Sandboxes of which facts were added while they were not examined completely. */
  readonly added: Set<Sandbox>;
}

/**
 * Collects what clients did in all sandboxes since the server started. If it is active, also in those that are deleted or whose
 * data are replaced: each is examined before its calls are forgotten.
 */
export class RunCollector {
  readonly #contracts: readonly Contract[];
  readonly isActive: boolean;
  #collected: ReportFacts = emptyFacts;
  readonly #examinations = new Set<Examination>();

  constructor(contracts: readonly Contract[], isActive: boolean) {
    this.#contracts = contracts;
    this.isActive = isActive;
  }

  /** Examines a sandbox before its calls are forgotten, and returns a function that adds the result. */
  examine(named: NamedSandbox): () => void {
    if (activityOf(named.sandbox).totalsSince('opening').calls === 0) return () => {};
    const facts = runSteps(factsOf(named, this.#contracts, sinceOpening));
    return () => this.#add(named.sandbox, facts);
  }

  /** Call it before the journal of a sandbox is cleared. */
  examineJournal(named: NamedSandbox): void {
    if (this.isActive) this.#add(named.sandbox, journalFactsOf(named, this.#contracts));
  }

  /** What clients did in the sandboxes that are open, and in those that were collected. Yields to the event loop between them. */
  facts(sandboxes: OpenSandboxes): Promise<ReportFacts> {
    return this.#examineAll(sandboxes, examineAllFacts);
  }

  /** What clients used of the contracts in these sandboxes. */
  async coverage(sandboxes: OpenSandboxes): Promise<Coverage> {
    const facts = await this.#examineAll(sandboxes, examineCoverage);
    const { calls, unmatched, contracts } = facts;
    return { calls, unmatched, contracts };
  }

  async report(sandboxes: OpenSandboxes): Promise<Report> {
    return runInSlices(reportSteps(await this.facts(sandboxes)));
  }

  async #examineAll(sandboxes: OpenSandboxes, examiner: Examiner): Promise<ReportFacts> {
    const published = { ...emptyFacts, contracts: publishedCoverage(this.#contracts) };
    const facts = mergeFacts([published, this.#collected]);
    const examination: Examination = { facts, found: [], examined: new Set(), added: new Set() };
    this.#examinations.add(examination);
    try {
      await yieldToEventLoop();
      for (const named of [...sandboxes.opened()]) {
        // One that was closed in the meantime has been added, if the collector is active.
        if (!named.sandbox.isOpen) continue;
        await this.#examineOne(named, examiner, examination);
        await yieldToEventLoop();
      }
      mergeFound(examination);
      return examination.facts;
    } finally {
      this.#examinations.delete(examination);
    }
  }

  /** Adds the facts of a sandbox. If its calls were forgotten on the way, its facts so far have been added, and it is examined again. */
  async #examineOne(
    named: NamedSandbox,
    examiner: Examiner,
    examination: Examination,
  ): Promise<void> {
    const { sandbox } = named;
    do {
      examination.added.delete(sandbox);
      const found = await examiner(named, this.#contracts, sinceOpening);
      if (examination.added.has(sandbox)) continue;
      examination.found.push(found);
      if (examination.found.length >= batchSize) mergeFound(examination);
      examination.examined.add(sandbox);
      return;
    } while (sandbox.isOpen);
  }

  #add(sandbox: Sandbox, facts: ReportFacts): void {
    this.#collected = mergeFacts([this.#collected, facts]);
    for (const examination of this.#examinations) {
      if (examination.examined.has(sandbox)) continue;
      examination.facts = mergeFacts([examination.facts, facts]);
      examination.added.add(sandbox);
    }
  }
}

function mergeFound(examination: Examination): void {
  examination.facts = mergeFacts([examination.facts, ...examination.found]);
  examination.found = [];
}
