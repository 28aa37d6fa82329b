import type { Explanation } from '../../../schemas/control/explanation.js';
import type { FieldError, RefusalReason } from '../../simulator/contract/problem.js';
import { faultRulesOf } from '../../simulator/faults/rules.js';
import type { JournalEntry, Refusal } from '../../simulator/journal/entry.js';
import { createUrlRewriter } from '../../simulator/pipeline/routing.js';
import { unknownParameterErrors } from '../../simulator/validation/unknown-parameters.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { ControlContext } from '../context.js';
import { explainStatus } from './by-status.js';
import { fieldErrorDetails } from './field-errors.js';
import { documentPointer } from './operation-lookup.js';
import type { RefusedCall } from './refused-call.js';

/** Explains why a request was refused, or which parameters were ignored; undefined for a request without either. */
export function explain(
  entry: JournalEntry,
  { contracts }: Pick<ControlContext, 'contracts'>,
  sandbox: Sandbox,
): Explanation | undefined {
  const { id: requestId, operationId, method, path, fault, unknownParameters = [] } = entry;
  const contract = contracts.find(({ name }) => name === entry.contract);
  const refusal = entry.refusal ?? (unknownParameters.length > 0 && ignoredParameters(entry));
  if (!refusal || !contract) return undefined;
  const { status, message } = refusal;
  const operation = contract.operations.find(({ schema }) => schema.operationId === operationId);
  const ignored = operation ? unknownParameterErrors(operation, unknownParameters) : [];
  const fieldErrors = [...refusal.fieldErrors, ...ignored.filter(isMissingIn(refusal.fieldErrors))];
  const url = createUrlRewriter(contracts)({ url: path }).slice(contract.mount.length);
  const refused = { entry, status, message, fieldErrors, contract, operation, url, sandbox };
  const reason = reasonOf(refused, refusal.reason);
  const { rule, evidence = 'inferred', actual, remedies = [] } = reason;
  const source =
    evidence === 'inferred' ? undefined : (reason.source ?? operation?.config.evidence?.source);
  return {
    requestId,
    contract: contract.name,
    operationId,
    method,
    path,
    status,
    message,
    rule,
    evidence,
    ...(source !== undefined && { source }),
    declared: documentPointer(contract, operation),
    ...(actual !== undefined && { actual }),
    remedies: [...remedies],
    errors: fieldErrors.map((each) => ({ ...each, ...fieldErrorDetails(each, refused) })),
    ...(fault !== undefined && { fault }),
  };
}

/** What a request with unknown parameters gets instead of a refusal. */
function ignoredParameters({ status, unknownParameters = [] }: JournalEntry): Refusal {
  const names = unknownParameters.join(', ');
  return {
    status: status ?? 0,
    message: `The request was not refused, but these parameters were ignored: ${names}`,
    fieldErrors: [],
    reason: {
      rule: 'An operation ignores the query parameters that it does not declare',
      actual: names,
      remedies: ['the declared parameters; --strict-query refuses all others'],
    },
  };
}

/** Returns whether a field error is about another field than all of a list. */
function isMissingIn(listed: readonly FieldError[]): (error: FieldError) => boolean {
  return (error) => !listed.some((each) => each.in === error.in && each.at === error.at);
}

/** The reason recorded with the refusal, completed by what the contract declares. */
function reasonOf(refused: RefusedCall, recorded: RefusalReason | undefined): RefusalReason {
  const { fault } = refused.entry;
  if (recorded && fault !== undefined) return { ...recorded, ...faultRuleReason(fault, refused) };
  return { ...explainStatus(refused), ...recorded };
}

/** How often the fault rule was applied, and how to get past it. */
function faultRuleReason(id: string, { sandbox, entry }: RefusedCall): Partial<RefusalReason> {
  const rule = faultRulesOf(sandbox)
    .list()
    .find((each) => each.id === id);
  const retryAfter = entry.response.headers['retry-after'];
  const delay = retryAfter === undefined ? '' : `, after the ${retryAfter} s of Retry-After`;
  const isDone = entry.operationStatus !== undefined && entry.operationStatus < 400;
  const retry = `the same request${delay}${isDone ? ', which does the operation once more' : ''}`;
  if (!rule) return { actual: 'the fault rule no longer exists', remedies: [retry] };
  const { matched, applied, when, scenario } = rule;
  if (applied >= (when.times ?? Number.POSITIVE_INFINITY)) {
    return { actual: `applied to ${applied} requests, its maximum`, remedies: [retry] };
  }
  return {
    actual: `requests that match ${JSON.stringify(rule.match)}: ${matched}; applied to: ${applied}`,
    remedies: [
      `DELETE /_sim/${scenario ? `scenarios/${scenario}` : `faults/${id}`}, then ${retry}`,
    ],
  };
}
