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

const sinceOpening = { since: 'opening', onlyUsed: true } as const;

/** The coverage of so many sandboxes is computed in one turn of the event loop. */
const coverageBatchSize = 200;

/** So many facts are merged at once. */
const mergeBatchSize = 20;

/** An examination of all sandboxes in progress. */
interface Examination {
  facts: ReportFacts;
  /** Facts that are not merged yet: to merge one takes as long as to merge many. */
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
    return this.#examineAll(sandboxes, 1, async (batch, examination) => {
      for (const named of batch) await this.#examineOne(named, examination);
    });
  }

  /** What clients used of the contracts in these sandboxes. */
  async coverage(sandboxes: OpenSandboxes): Promise<Coverage> {
    const { calls, unmatched, contracts } = await this.#examineAll(
      sandboxes,
      coverageBatchSize,
      (batch, examination) => {
        const examined = batch.map(({ sandbox }) => sandbox);
        addFacts(examination, examined, coverageFactsOf(examined, this.#contracts, sinceOpening));
      },
    );
    return { calls, unmatched, contracts };
  }

  async report(sandboxes: OpenSandboxes): Promise<Report> {
    return runInSlices(reportSteps(await this.facts(sandboxes)));
  }

  /** Examines the sandboxes that are open, a batch at a time. */
  async #examineAll(
    sandboxes: OpenSandboxes,
    batchSize: number,
    examineBatch: (
      batch: readonly NamedSandbox[],
      examination: Examination,
    ) => Promise<void> | void,
  ): Promise<ReportFacts> {
    const published = { ...emptyFacts, contracts: publishedCoverage(this.#contracts) };
    const facts = mergeFacts([published, this.#collected]);
    const examination: Examination = { facts, found: [], examined: new Set(), added: new Set() };
    this.#examinations.add(examination);
    try {
      await yieldToEventLoop();
      const opened = [...sandboxes.opened()];
      while (opened.length > 0) {
        // One that was closed in the meantime has been added, if the collector is active.
        const batch = opened.splice(0, batchSize).filter(({ sandbox }) => sandbox.isOpen);
        await examineBatch(batch, examination);
        await yieldToEventLoop();
      }
      mergeFound(examination);
      return examination.facts;
    } finally {
      this.#examinations.delete(examination);
    }
  }

  /** Adds the facts of a sandbox. If its calls were forgotten on the way, its facts so far have been added, and it is examined again. */
  async #examineOne(named: NamedSandbox, examination: Examination): Promise<void> {
    const { sandbox } = named;
    do {
      examination.added.delete(sandbox);
      const found = await runInSlices(factsOf(named, this.#contracts, sinceOpening));
      if (examination.added.has(sandbox)) continue;
      addFacts(examination, [sandbox], found);
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

function addFacts(
  examination: Examination,
  sandboxes: readonly Sandbox[],
  facts: ReportFacts,
): void {
  for (const sandbox of sandboxes) examination.examined.add(sandbox);
  examination.found.push(facts);
  if (examination.found.length >= mergeBatchSize) mergeFound(examination);
}

function mergeFound(examination: Examination): void {
  examination.facts = mergeFacts([examination.facts, ...examination.found]);
  examination.found = [];
}
