import { createRequire } from 'node:module';
import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import { ContractInfo, Health } from '../../../schemas/control/index.js';
import { anyScope, publicAccess } from '../../simulator/contract/access.js';
import type { Contract } from '../../simulator/contract/contract.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import type { ControlContext } from '../context.js';

const tags = ['server'];

/** The version of this package. */
export const { version }: { version: string } = createRequire(import.meta.url)(
  'api-understudy/package.json',
);

/** Operations that describe the server. */
export function serverOperations({ contracts }: ControlContext): Operation[] {
  return [
    operation({
      method: 'GET',
      url: '/health',
      config: {
        access: publicAccess,
        effect: 'read',
        refusals: { 400: 'The request names its sandbox with an invalid name.' },
      },
      schema: {
        operationId: 'health',
        summary: 'Check that the server is ready',
        tags,
        response: { 200: ref(Health) },
      },
      handler: () => ({ status: 'ready', version }),
    }),
    operation({
      method: 'GET',
      url: '/contracts',
      config: { access: anyScope, effect: 'read', isServerWide: true },
      schema: {
        operationId: 'listContracts',
        summary: 'List the vendor APIs and how much of each is simulated',
        tags,
        response: { 200: Type.Array(ref(ContractInfo), { description: 'The vendor APIs' }) },
      },
      handler: () => contracts.map(describe),
    }),
  ];
}

function describe({ name, title, mount, aliases, operations, example, home }: Contract) {
  const count = (kind: string) =>
    operations.filter(({ config }) => config.evidence?.kind === kind).length;
  return {
    id: name,
    title,
    mount,
    aliases: Object.keys(aliases),
    operations: {
      total: operations.length,
      simulated: operations.filter(({ handler }) => handler).length,
      documented: count('documented'),
      observed: count('observed'),
      inferred: count('inferred'),
    },
    example: `${mount}${example}`,
    links: {
      openapi: `/openapi/${name}.json`,
      yaml: `/openapi/${name}.yaml`,
      docs: `/docs/${name}`,
      vendor: home,
    },
  };
}
