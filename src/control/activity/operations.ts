import { Type } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import { ref } from '../../../schemas/annotations.js';
import {
  Coverage,
  DueEvent,
  RecentActivity,
  SandboxesQuery,
} from '../../../schemas/control/activity.js';
import { Report } from '../../../schemas/control/report.js';
import { coverageOf } from '../../simulator/activity/coverage.js';
import { dueEvents } from '../../simulator/activity/due.js';
import { recentStepMs } from '../../simulator/activity/recent-calls.js';
import { recentCallsOf } from '../../simulator/activity/sandbox-activity.js';
import { factsOf } from '../../simulator/audit/examine.js';
import { reportSteps } from '../../simulator/audit/merge.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { observationOf } from '../../store/sandbox/observer.js';
import { runInSlices } from '../../store/time/slices.js';
import { assertServerAccess } from '../access/sandbox-keys.js';
import type { ControlContext } from '../context.js';

/** Operations that look back and ahead: what callers used of the vendor APIs, and what happens when the clock moves. */
export function activityOperations(context: ControlContext): Operation[] {
  const { contracts, signer, sandboxes, runs } = context;
  return [
    operation({
      method: 'GET',
      url: '/coverage',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'getCoverage',
        summary: 'Compare the calls to the vendor APIs with what is published',
        description:
          'Compares the calls since the sandbox was created or reset with what is published: operations, statuses, parameters, scopes and pages. Calls are counted as they are made, so the result does not depend on what the journal still has.',
        tags: ['journal'],
        querystring: SandboxesQuery,
        response: { 200: ref(Coverage) },
      },
      handler(request) {
        if (!isAboutAll(request)) return coverageOf([request.sandbox], contracts);
        return runs.coverage(sandboxes);
      },
    }),
    operation({
      method: 'GET',
      url: '/report',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'getReport',
        summary: 'Report what clients used of the vendor APIs, and their defects',
        description:
          'The coverage, and what it and the journal say about the client: writes that were repeated after a timeout, pages that were never read, unknown parameters, expired tokens, a Retry-After that was ignored, operations that are not simulated, and scopes that were never needed. Calls that the journal no longer has are counted in `unexamined`. Reports are merged by `understudy report`.',
        tags: ['journal'],
        querystring: SandboxesQuery,
        response: { 200: ref(Report) },
      },
      async handler(request) {
        if (isAboutAll(request)) return runs.report(sandboxes);
        const { sandbox } = request;
        const { name } = observationOf(sandbox);
        const facts = await runInSlices(factsOf({ name, sandbox }, contracts));
        return runInSlices(reportSteps(facts));
      },
    }),
    operation({
      method: 'GET',
      url: '/activity',
      config: { access: anyScope, effect: 'read', isServerWide: true },
      schema: {
        operationId: 'getRecentActivity',
        summary: 'Count the calls of the last five minutes to each sandbox, in real time',
        description:
          'Counts the calls to the vendor APIs in the last five minutes of real time, by sandbox and in steps of ten seconds, with the latest call of each: one request shows what a class or a CI run is doing, whatever the clocks of the sandboxes say. With the key of a sandbox, only that one is listed. The counters begin with the start of the server.',
        tags: ['journal'],
        response: { 200: ref(RecentActivity) },
      },
      handler: ({ caller: { sandbox: own } }) => ({
        stepSeconds: recentStepMs / 1000,
        sandboxes: [...sandboxes.opened()]
          .filter(({ name }) => own === undefined || name === own)
          .flatMap(({ name, sandbox }) => {
            const recent = recentCallsOf(sandbox);
            return recent ? [{ sandbox: name, ...recent }] : [];
          }),
      }),
    }),
    operation({
      method: 'GET',
      url: '/due',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listDue',
        summary: 'List what happens when the clock moves, in order',
        description:
          'Lists what happens when the clock moves, in order: changes that calls have scheduled, the next time of each recurring change, and the ends of the tokens that were used or mailed. A token that was issued and never used is not known to the server.',
        tags: ['clock'],
        response: { 200: Type.Array(ref(DueEvent), { description: 'The next one first' }) },
      },
      handler: ({ sandbox }) => dueEvents(sandbox, contracts, signer),
    }),
  ];
}

/** Whether a request asks for all sandboxes. Throws a 403 problem for the holder of the key of one. */
function isAboutAll(
  request: Pick<FastifyRequest, 'caller'> & { readonly query: { readonly sandboxes?: string } },
): boolean {
  if (request.query.sandboxes !== 'all') return false;
  assertServerAccess(request);
  return true;
}
