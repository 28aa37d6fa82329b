import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import {
  FaultCreate,
  FaultParams,
  FaultRule,
  ScenarioInfo,
} from '../../../schemas/control/instruments.js';
import { noContent } from '../../../schemas/responses.js';
import { anyScope } from '../../simulator/contract/access.js';
import type { Contract } from '../../simulator/contract/contract.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { type FieldError, notFound } from '../../simulator/contract/problem.js';
import { faultRulesOf } from '../../simulator/faults/rules.js';
import { scenarios } from '../../simulator/faults/scenarios.js';
import { documentedStatuses } from '../../simulator/openapi/document.js';
import type { ControlContext } from '../context.js';

const tags = ['faults'];

/** What is to go wrong in the sandbox that the request names. */
export function faults({ contracts }: ControlContext): Operation[] {
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
      handler: ({ sandbox }) => faultRulesOf(sandbox).list(),
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
      check: ({ body }) => validateRule(contracts, body as unknown as FaultCreate),
      handler: ({ sandbox, body: { match, effect, when = {} } }) =>
        faultRulesOf(sandbox).add({ match, effect, when }),
    }),
    operation({
      method: 'DELETE',
      url: '/faults',
      config: { access: anyScope, effect: 'destroy' },
      schema: {
        operationId: 'clearFaults',
        summary: 'Take all fault rules away, those of scenarios too',
        tags,
        response: { 204: noContent },
      },
      handler: ({ sandbox }) => faultRulesOf(sandbox).clear(),
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
        response: { 204: noContent },
      },
      handler({ sandbox, params: { id } }) {
        if (!faultRulesOf(sandbox).remove(id)) throw notFound(`There is no fault rule ${id}`);
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
        return found.rules.map((rule) => faultRulesOf(sandbox).add({ ...rule, scenario: name }));
      },
    }),
  ];
}

/** What no schema tells of a rule. */
function validateRule(contracts: readonly Contract[], rule: FaultCreate): FieldError[] {
  const { contract, operationId } = rule.match ?? {};
  const names = contracts.map(({ name }) => name);
  const ids = contracts.flatMap(({ operations }) =>
    operations.map(({ schema }) => schema.operationId),
  );
  const { delayMs } = rule.effect ?? {};
  const isBackwards = typeof delayMs === 'object' && delayMs?.min > delayMs?.max;
  const fault = (at: string, message: string): FieldError => ({ in: 'body', at, message });
  return [
    ...(typeof contract === 'string' && !names.includes(contract)
      ? [fault('/match/contract', `must be one of ${names.join(', ')}, not ${contract}`)]
      : []),
    ...(typeof operationId === 'string' && !ids.includes(operationId)
      ? [fault('/match/operationId', `must be that of an operation, not ${operationId}`)]
      : []),
    ...(isBackwards ? [fault('/effect/delayMs', 'must not have a min above its max')] : []),
    ...validateStatus(contracts, rule),
  ];
}

/** A status that none of the operations a rule is about documents, unless any of them may have it. */
function validateStatus(
  contracts: readonly Contract[],
  { match, effect }: FaultCreate,
): FieldError[] {
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
