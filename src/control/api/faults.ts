import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import {
  FaultCreate,
  FaultParams,
  FaultPreview,
  FaultPreviewQuery,
  FaultRule,
  ScenarioInfo,
  ScenarioParams,
} from '../../../schemas/control/faults.js';
import { noContent } from '../../../schemas/responses.js';
import { anyScope } from '../../simulator/contract/access.js';
import type { Contract } from '../../simulator/contract/contract.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { type FieldError, notFound } from '../../simulator/contract/problem.js';
import { previewRule } from '../../simulator/faults/preview.js';
import { faultRulesOf, maxRules } from '../../simulator/faults/rules.js';
import { type Scenario, scenarios } from '../../simulator/faults/scenarios.js';
import { documentedStatuses } from '../../simulator/openapi/document-options.js';
import { nothingNamed } from '../../simulator/validation/suggestion.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { ControlContext } from '../context.js';
import { validatePattern } from './request-match.js';

const tags = ['faults'];
const tooManyRules = { 409: `A sandbox has at most ${maxRules} fault rules.` };

/** Operations on the fault rules and scenarios of the request's sandbox. */
export function faultOperations({ contracts }: ControlContext): Operation[] {
  return [
    operation({
      method: 'GET',
      url: '/faults',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listFaults',
        summary: 'List the fault rules in the order in which they are evaluated',
        tags,
        response: { 200: Type.Array(ref(FaultRule), { description: 'The rules' }) },
      },
      handler: ({ sandbox }) => faultRulesOf(sandbox).list(),
    }),
    operation({
      method: 'POST',
      url: '/faults',
      config: { access: anyScope, effect: 'change', refusals: tooManyRules },
      schema: {
        operationId: 'addFault',
        summary: 'Add a fault rule: which requests, what happens to them, and when',
        tags,
        body: ref(FaultCreate),
        response: { 201: ref(FaultRule) },
      },
      check: ({ body, sandbox }) =>
        validateRule(contracts, sandbox, body as unknown as FaultCreate),
      handler: ({ sandbox, body: { match, effect, when = {} } }) =>
        faultRulesOf(sandbox).add([{ match, effect, when }])[0],
    }),
    operation({
      method: 'POST',
      url: '/faults/preview',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'previewFault',
        summary: 'Compare a fault rule with the latest calls, without adding it',
        description:
          'Says which of the latest calls in the journal a fault rule would have been applied to, as if it had been the only rule. Nothing is counted or changed, and a share is drawn as for the next rule that is added. Calls of which the journal no longer has the whole body do not match a rule that reads it.',
        tags,
        querystring: FaultPreviewQuery,
        body: ref(FaultCreate),
        response: { 200: ref(FaultPreview) },
      },
      check: ({ body, sandbox }) =>
        validateRule(contracts, sandbox, body as unknown as FaultCreate),
      handler: ({ sandbox, query: { limit = 50 }, body: { match, when = {} } }) =>
        previewRule(sandbox, { match, when }, limit),
    }),
    operation({
      method: 'DELETE',
      url: '/faults',
      config: { access: anyScope, effect: 'destroy' },
      schema: {
        operationId: 'clearFaults',
        summary: 'Remove all fault rules, including those of scenarios',
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
        summary: 'Remove a fault rule',
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
        summary: 'List the scenarios: named sets of fault rules',
        tags,
        response: { 200: Type.Array(ref(ScenarioInfo), { description: 'The scenarios' }) },
      },
      handler({ sandbox }) {
        const rules = faultRulesOf(sandbox).list();
        return scenarios.map((scenario) => ({
          ...scenario,
          active: rules.some((rule) => rule.scenario === scenario.name),
        }));
      },
    }),
    operation({
      method: 'POST',
      url: '/scenarios/:name',
      config: { access: anyScope, effect: 'change', refusals: tooManyRules },
      schema: {
        operationId: 'startScenario',
        summary: 'Switch a scenario on: its rules are added to the existing ones',
        description:
          'Switches a scenario on: its rules are added to the existing ones. If it is on, its rules start again, with new ids and counts.',
        tags,
        params: ScenarioParams,
        response: { 201: Type.Array(ref(FaultRule), { description: 'The rules that it added' }) },
      },
      handler({ sandbox, params: { name } }) {
        const { rules } = requireScenario(name);
        const ofSandbox = faultRulesOf(sandbox);
        ofSandbox.removeScenario(name);
        return ofSandbox.add(rules.map((rule) => ({ ...rule, scenario: name })));
      },
    }),
    operation({
      method: 'DELETE',
      url: '/scenarios/:name',
      config: { access: anyScope, effect: 'destroy' },
      schema: {
        operationId: 'stopScenario',
        summary: 'Switch a scenario off: its rules are removed; nothing happens if it is off',
        tags,
        params: ScenarioParams,
        response: { 204: noContent },
      },
      handler({ sandbox, params: { name } }) {
        requireScenario(name);
        faultRulesOf(sandbox).removeScenario(name);
      },
    }),
  ];
}

/** Throws a 404 problem for a scenario that does not exist. */
function requireScenario(name: string): Scenario {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario) return scenario;
  const names = scenarios.map((each) => each.name);
  throw notFound(nothingNamed(name, names, ['scenario', 'scenarios']));
}

/** Checks what the schema of a rule cannot express. */
function validateRule(
  contracts: readonly Contract[],
  sandbox: Sandbox,
  rule: FaultCreate,
): FieldError[] {
  const { delayMs } = rule.effect ?? {};
  const isReversed = typeof delayMs === 'object' && delayMs?.min > delayMs?.max;
  const fieldError = (at: string, message: string): FieldError => ({ in: 'body', at, message });
  return [
    ...validatePattern(contracts, sandbox, rule.match),
    ...(isReversed
      ? [fieldError('/effect/delayMs', 'must have a min that is not above its max')]
      : []),
    ...validateStatus(contracts, rule),
    ...validateEnd(sandbox, rule),
  ];
}

/** A rule that ends in the past would be removed before it is applied. */
function validateEnd({ clock }: Sandbox, { when }: FaultCreate): FieldError[] {
  const until = when?.until;
  if (until === undefined || !(Date.parse(until) <= clock.now())) return [];
  const message = `must be after the present of the sandbox, which is ${clock.iso()}, not ${until}`;
  return [{ in: 'body', at: '/when/until', message }];
}

/** Allows 429, 5xx, and the statuses that at least one of the matching operations documents. */
function validateStatus(
  contracts: readonly Contract[],
  { match, effect }: FaultCreate,
): FieldError[] {
  const status = effect?.status;
  if (!Number.isInteger(status) || status === undefined || status === 429 || status >= 500)
    return [];
  const matching = contracts
    .filter(({ name }) => match?.contract === undefined || match.contract === name)
    .flatMap((contract) => contract.operations.map((each) => ({ contract, operation: each })))
    .filter(
      ({ operation: { schema } }) =>
        !match?.operationId || match.operationId === schema.operationId,
    )
    .filter(({ operation: { method } }) => !match?.method || match.method.toUpperCase() === method);
  const documented = new Set(
    matching.flatMap(({ contract, operation: each }) => documentedStatuses(contract, each)),
  );
  if (documented.has(status)) return [];
  const refusals = [...documented].filter((each) => each >= 400).sort((a, b) => a - b);
  const message = `must be a status that the operation documents (${refusals.join(', ') || 'no operation matches'}), 429 or 5xx, not ${status}`;
  return [{ in: 'body', at: '/effect/status', message }];
}
