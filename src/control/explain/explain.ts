import type { Explanation } from '../../../schemas/control/explanation.js';
import type { FieldError, RefusalReason } from '../../simulator/contract/problem.js';
import { faultRulesOf } from '../../simulator/faults/rules.js';
import type { JournalEntry } from '../../simulator/journal/entry.js';
import { createUrlRewriter } from '../../simulator/pipeline/request-url.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { ControlContext } from '../context.js';
import { explainStatus, fieldErrorDetails, type RefusedCall } from './by-status.js';
import { documentPointer } from './operation-lookup.js';

/** Why a call was refused; undefined for one that was not. */
export function explain(
  entry: JournalEntry,
  { contracts }: Pick<ControlContext, 'contracts'>,
  sandbox: Sandbox,
): Explanation | undefined {
  const { refusal, id: requestId, operationId, method, path, fault } = entry;
  const contract = contracts.find(({ name }) => name === entry.contract);
  if (!refusal || !contract) return undefined;
  const { status, message, fieldErrors } = refusal;
  const operation = contract.operations.find(({ schema }) => schema.operationId === operationId);
  const url = createUrlRewriter(contracts)({ url: path }).slice(contract.mount.length);
  const refused = { entry, status, message, fieldErrors, contract, operation, url, sandbox };
  const {
    rule,
    evidence = 'inferred',
    source,
    actual,
    remedies = [],
  } = reason(refused, refusal.reason);
  const page = evidence === 'inferred' ? undefined : (source ?? operation?.config.evidence?.source);
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
    ...(page !== undefined && { source: page }),
    declared: documentPointer(contract, operation),
    ...(actual !== undefined && { actual }),
    remedies: [...remedies],
    errors: fieldErrors.map((each) => explainFieldError(each, refused)),
    ...(fault !== undefined && { fault }),
  };
}

/** What whoever refused it said; the rest follows from the declaration of the operation. */
function reason(refused: RefusedCall, reason: RefusalReason | undefined): RefusalReason {
  const { fault } = refused.entry;
  if (reason && fault !== undefined) return { ...reason, ...faultRuleReason(fault, refused) };
  return { ...explainStatus(refused), ...reason };
}

/** How often the fault rule acted that refused a call, and what ends that. */
function faultRuleReason(id: string, { sandbox, entry }: RefusedCall): Partial<RefusalReason> {
  const rule = faultRulesOf(sandbox)
    .list()
    .find((each) => each.id === id);
  const retryAfter = entry.response.headers['retry-after'];
  const again = retryAfter === undefined ? '' : `, after the ${retryAfter} s of Retry-After`;
  const { times = Number.POSITIVE_INFINITY } = rule?.when ?? {};
  if (!rule || rule.applied >= times) {
    const actual = rule
      ? `calls that it acted on: ${rule.applied}, as many as it may`
      : 'it is there no more';
    return { actual, remedies: [`the same call${again}`] };
  }
  const match = JSON.stringify(rule.match);
  return {
    actual: `calls like ${match} that it was met by: ${rule.matched}; on which it acted: ${rule.applied}`,
    remedies: [`DELETE /_sim/faults/${id}, then the same call${again}`],
  };
}

function explainFieldError(
  fieldError: FieldError,
  refused: RefusedCall,
): Explanation['errors'][number] {
  return { ...fieldError, ...fieldErrorDetails(fieldError, refused) };
}
