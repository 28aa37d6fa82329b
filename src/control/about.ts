import { createRequire } from 'node:module';
import { Type } from '@sinclair/typebox';
import { ContractInfo, Health } from '../../schemas/control/index.js';
import { ref } from '../../schemas/evidence.js';
import { anyScope, open } from '../simulator/access.js';
import { type Contract, type Operation, operation } from '../simulator/contract.js';
import type { Controlled } from './contract.js';

const tags = ['server'];

/** The version of this package. */
export const { version }: { version: string } = createRequire(import.meta.url)(
  'api-understudy/package.json',
);

/** What runs here. */
export function about({ contracts }: Controlled): Operation[] {
  return [
    operation({
      method: 'GET',
      url: '/health',
      config: {
        access: open,
        effect: 'read',
        refusals: { 400: 'The request names its sandbox badly.' },
      },
      schema: {
        operationId: 'health',
        summary: 'Whether the server is ready',
        tags,
        response: { 200: ref(Health) },
      },
      handler: () => ({ status: 'ready', version }),
    }),
    operation({
      method: 'GET',
      url: '/contracts',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listContracts',
        summary: 'The vendor APIs that are served, and how much of each',
        tags,
        response: { 200: Type.Array(ref(ContractInfo), { description: 'The vendor APIs' }) },
      },
      handler: () => contracts.map(describe),
    }),
  ];
}

function describe({ name, title, mount, aliases, operations, home }: Contract) {
  const known = (kind: string) =>
    operations.filter(({ config }) => config.evidence?.kind === kind).length;
  return {
    id: name,
    title,
    mount,
    aliases: Object.keys(aliases),
    operations: {
      total: operations.length,
      simulated: operations.filter(({ handler }) => handler).length,
      documented: known('documented'),
      observed: known('observed'),
      inferred: known('inferred'),
    },
    links: {
      openapi: `/openapi/${name}.json`,
      yaml: `/openapi/${name}.yaml`,
      docs: `/docs/${name}`,
      vendor: home,
    },
  };
}
