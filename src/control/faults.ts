import { Type } from '@sinclair/typebox';
import { nothing } from '../../schemas/answers.js';
import {
  FaultCreate,
  FaultParams,
  FaultRule,
  ScenarioInfo,
} from '../../schemas/control/instruments.js';
import { ref } from '../../schemas/evidence.js';
import { anyScope } from '../simulator/access.js';
import { type Contract, type Operation, operation } from '../simulator/contract.js';
import { documentedStatuses } from '../simulator/document.js';
import { faultsOf } from '../simulator/faults.js';
import { type Fault, notFound } from '../simulator/problem.js';
import { scenarios } from '../simulator/scenarios.js';
import type { Controlled } from './contract.js';

const tags = ['faults'];

/** What is to go wrong in the sandbox that the request names. */
export function faults({ contracts }: Controlled): Operation[] {
  return [
    operation({
      method: 'GET',
      url: '/faults',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listFaults',
        summary: 'The fault rules, in the order in which they are asked',
        tags,
        response: { 200: Type.Array(ref(FaultRule), { description: 'The rules' }) },
      },
      handler: ({ sandbox }) => faultsOf(sandbox).list(),
    }),
    operation({
      method: 'POST',
      url: '/faults',
      config: { access: anyScope, effect: 'change' },
      schema: {
        operationId: 'addFault',
        summary: 'Add a fault rule: which calls, what happens, when',
        tags,
        body: ref(FaultCreate),
        response: { 201: ref(FaultRule) },
      },
      check: ({ body }) => ruleFaults(contracts, body as unknown as FaultCreate),
      handler: ({ sandbox, body: { match, effect, when = {} } }) =>
        faultsOf(sandbox).add({ match, effect, when }),
    }),
    operation({
      method: 'DELETE',
      url: '/faults',
      config: { access: anyScope, effect: 'destroy' },
      schema: {
        operationId: 'clearFaults',
        summary: 'Take all fault rules away, those of scenarios too',
        tags,
        response: { 204: nothing },
      },
      handler: ({ sandbox }) => faultsOf(sandbox).clear(),
    }),
    operation({
      method: 'DELETE',
      url: '/faults/:id',
      config: { access: anyScope, effect: 'destroy' },
      schema: {
        operationId: 'removeFault',
        summary: 'Take a fault rule away',
        tags,
        params: FaultParams,
        response: { 204: nothing },
      },
      handler({ sandbox, params: { id } }) {
        if (!faultsOf(sandbox).remove(id)) throw notFound(`There is no fault rule ${id}`);
      },
    }),
    operation({
      method: 'GET',
      url: '/scenarios',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listScenarios',
        summary: 'Named sets of fault rules',
        tags,
        response: { 200: Type.Array(ref(ScenarioInfo), { description: 'The scenarios' }) },
      },
      handler: () => scenarios,
    }),
    operation({
      method: 'POST',
      url: '/scenarios/:name',
      config: { access: anyScope, effect: 'change' },
      schema: {
        operationId: 'startScenario',
        summary: 'Switch a scenario on: its rules are added to those there are',
        tags,
        params: Type.Object({
          name: Type.String({ description: 'The scenario', examples: ['rate-limited'] }),
        }),
        response: { 201: Type.Array(ref(FaultRule), { description: 'The rules that it added' }) },
      },
      handler({ sandbox, params: { name } }) {
        const found = scenarios.find((scenario) => scenario.name === name);
        const names = scenarios.map((scenario) => scenario.name).join(', ');
        if (!found) throw notFound(`No scenario is called ${name}; there are ${names}`);
        return found.rules.map((rule) => faultsOf(sandbox).add({ ...rule, scenario: name }));
      },
    }),
  ];
}

/** What no schema tells of a rule. */
function ruleFaults(contracts: readonly Contract[], rule: FaultCreate): Fault[] {
  const { contract, operationId } = rule.match ?? {};
  const names = contracts.map(({ name }) => name);
  const ids = contracts.flatMap(({ operations }) =>
    operations.map(({ schema }) => schema.operationId),
  );
  const { delayMs } = rule.effect ?? {};
  const isBackwards = typeof delayMs === 'object' && delayMs?.min > delayMs?.max;
  const fault = (at: string, message: string): Fault => ({ in: 'body', at, message });
  return [
    ...(typeof contract === 'string' && !names.includes(contract)
      ? [fault('/match/contract', `must be one of ${names.join(', ')}, not ${contract}`)]
      : []),
    ...(typeof operationId === 'string' && !ids.includes(operationId)
      ? [fault('/match/operationId', `must be that of an operation, not ${operationId}`)]
      : []),
    ...(isBackwards ? [fault('/effect/delayMs', 'must not have a min above its max')] : []),
    ...statusFaults(contracts, rule),
  ];
}

/** A status that none of the operations a rule is about documents, unless any of them may have it. */
function statusFaults(contracts: readonly Contract[], { match, effect }: FaultCreate): Fault[] {
  const status = effect?.status;
  if (!Number.isInteger(status) || status === undefined || status === 429 || status >= 500)
    return [];
  const meant = contracts
    .filter(({ name }) => match?.contract === undefined || match.contract === name)
    .flatMap((contract) => contract.operations.map((each) => ({ contract, each })))
    .filter(({ each }) => !match?.operationId || match.operationId === each.schema.operationId)
    .filter(({ each }) => !match?.method || match.method.toUpperCase() === each.method);
  const documented = new Set(
    meant.flatMap(({ contract, each }) => documentedStatuses(contract, each)),
  );
  if (documented.has(status)) return [];
  const refusals = [...documented].filter((each) => each >= 400).sort((a, b) => a - b);
  const message = `must be a status that the operation documents (${refusals.join(', ') || 'there is no such operation'}), 429, or one of 5xx, not ${status}`;
  return [{ in: 'body', at: '/effect/status', message }];
}
