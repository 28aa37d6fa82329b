import type { TSchema } from '@sinclair/typebox';
import { contracts } from '../../../src/contracts/index.js';
import type { ControlContext } from '../../../src/control/context.js';
import { controlPlane } from '../../../src/control/contract.js';
import { scenarios } from '../../../src/simulator/faults/scenarios.js';
import { modelsOf } from '../../../src/simulator/openapi/models.js';

/** The control plane as a declaration; its handlers cannot run. */
export const control = controlPlane({ contracts, stories: [] } as unknown as ControlContext);

/** The event streams do not end, and the status tells of the process. */
const excluded = ['streamJournal', 'streamEvents', 'getStatus'];

/** Every other operation of the vendors and of the control plane. */
export const operations = [...contracts, control]
  .flatMap((contract) => contract.operations.map((operation) => ({ contract, operation })))
  .filter(({ operation }) => !excluded.includes(operation.schema.operationId));

/** Those of them that are simulated. */
export const simulated = operations.filter(({ operation }) => operation.handler);

/** Operations whose body may be a multipart form. There are few of them, so that they are drawn more often than others. */
export const formOperations = operations.filter(
  ({ operation: { config } }) => config.acceptsMultipart ?? config.acceptsFile,
);

const models = new Map(
  [...contracts, control]
    .flatMap(modelsOf)
    .map((model): [string, TSchema] => [model.$id ?? '', model]),
);

/** The names of all query parameters. */
export const queryNames = [
  ...new Set(
    operations.flatMap(({ operation }) =>
      Object.keys(operation.schema.querystring?.properties ?? {}),
    ),
  ),
];

/** Values of path parameters that exist, besides the published examples. */
export const pathValues: Readonly<Record<string, readonly string[]>> = {
  corpId: ['NORTHSTAR-ISD', 'NORTHSTAR-HIGH', 'METRO-TRANSIT', 'ATLAS-ASB'],
  snapshot: ['s1', 's2'],
  id: ['f1', 'f2', 'f3'],
  requestId: ['1', '2', '9'],
};

/** The scenarios that neither wait nor close connections. */
export const scenarioNames = scenarios
  .filter(({ rules }) => rules.every(({ effect }) => !effect.delayMs && !effect.abort))
  .map(({ name }) => name);

/** The schema that a reference names; any other schema is returned as it is. */
export function resolveModel(schema: TSchema): TSchema {
  const [id = ''] = String(schema.$ref ?? '').split('#');
  return models.get(id) ?? schema;
}
