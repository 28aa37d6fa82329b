import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import { Coverage, DueEvent } from '../../../schemas/control/activity.js';
import { coverageOf } from '../../simulator/activity/coverage.js';
import { dueEvents } from '../../simulator/activity/due.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import type { ControlContext } from '../context.js';

/** Operations that look back and ahead: what callers used of the vendor APIs, and what happens when the clock moves. */
export function activityOperations({ contracts, signer }: ControlContext): Operation[] {
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
        response: { 200: ref(Coverage) },
      },
      handler: ({ sandbox }) => coverageOf(sandbox, contracts),
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
