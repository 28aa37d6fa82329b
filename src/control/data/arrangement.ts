import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import { DataFollower } from '../../../schemas/control/data.js';
import {
  DataArrangement,
  type DataStep,
  DataStepResult,
} from '../../../schemas/control/data-steps.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { dataCatalogueOf } from '../../simulator/data/catalogue.js';
import { DocumentErrors } from '../../simulator/data/document-errors.js';
import { runSteps } from '../../simulator/data/steps/run-steps.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { ControlContext } from '../context.js';
import { publishData, summarizeKeys } from './publish.js';

/** The response of steps that were done. */
export const ArrangementResult = Type.Object({
  steps: Type.Array(ref(DataStepResult)),
  followed: Type.Array(ref(DataFollower), {
    description: 'Documents that were changed because they copy or share fields of others',
  }),
});

/** Operation that does several changes of documents at once. */
export function arrangeOperation(context: ControlContext): Operation {
  return operation({
    method: 'POST',
    url: '/data',
    config: { access: anyScope, effect: 'change', isJournaled: true },
    schema: {
      operationId: 'arrangeData',
      summary: 'Change documents of several collections, all or none',
      description:
        'Does steps in order: `add` adds documents or generates them, `ensure` changes those that exist and adds the others, `change` and `delete` select by fields.',
      tags: ['data'],
      body: ref(DataArrangement),
      response: { 200: ArrangementResult },
    },
    handler: ({ sandbox, body }) => arrange(context, sandbox, body.steps),
  });
}

/** Does steps and informs those who follow the server. Throws a problem for steps that cannot be done. */
export function arrange(
  { contracts }: ControlContext,
  sandbox: Sandbox,
  steps: readonly DataStep[],
) {
  try {
    const result = runSteps(sandbox, dataCatalogueOf(contracts), steps);
    for (const { entry, change, keys } of result.steps)
      publishData(sandbox, entry, { change, keys });
    return {
      steps: result.steps.map(({ entry, keys }) => ({
        collection: `${entry.contract}/${entry.name}`,
        ...summarizeKeys(keys),
      })),
      followed: result.followed,
    };
  } catch (error) {
    throw error instanceof DocumentErrors ? error.toProblem() : error;
  }
}
