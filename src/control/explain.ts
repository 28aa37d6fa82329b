import type { Explanation } from '../../schemas/control/explanation.js';
import { rewrite } from '../simulator/enter.js';
import { faultsOf } from '../simulator/faults.js';
import type { Entry } from '../simulator/journal.js';
import type { Fault, Why } from '../simulator/problem.js';
import type { Sandbox } from '../store/sandbox.js';
import type { Controlled } from './contract.js';
import { declaredAt } from './declared.js';
import { faultPart, type Refused, whyOf } from './refusals.js';

/** Why a call was refused; undefined for one that was not. */
export function explain(
  entry: Entry,
  { contracts }: Pick<Controlled, 'contracts'>,
  sandbox: Sandbox,
): Explanation | undefined {
  const { refusal, id: requestId, operationId, method, path, fault } = entry;
  const contract = contracts.find(({ name }) => name === entry.contract);
  if (!refusal || !contract) return undefined;
  const { status, message, faults } = refusal;
  const operation = contract.operations.find(({ schema }) => schema.operationId === operationId);
  const url = rewrite(contracts)({ url: path }).slice(contract.mount.length);
  const refused = { entry, status, message, faults, contract, operation, url, sandbox };
  const { rule, evidence = 'inferred', source, had, passes = [] } = reason(refused, refusal.why);
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
    declared: declaredAt(contract, operation),
    ...(had !== undefined && { had }),
    passes: [...passes],
    faults: faults.map((each) => told(each, refused)),
    ...(fault !== undefined && { fault }),
  };
}

/** What whoever refused it said; the rest follows from the declaration of the operation. */
function reason(refused: Refused, why: Why | undefined): Why {
  const { fault } = refused.entry;
  if (why && fault !== undefined) return { ...why, ...ofRule(fault, refused) };
  return { ...whyOf(refused), ...why };
}

/** How often the fault rule acted that refused a call, and what ends that. */
function ofRule(id: string, { sandbox, entry }: Refused): Partial<Why> {
  const rule = faultsOf(sandbox)
    .list()
    .find((each) => each.id === id);
  const retryAfter = entry.response.headers['retry-after'];
  const again = retryAfter === undefined ? '' : `, after the ${retryAfter} s of Retry-After`;
  const { times = Number.POSITIVE_INFINITY } = rule?.when ?? {};
  if (!rule || rule.acted >= times) {
    const had = rule
      ? `calls that it acted on: ${rule.acted}, as many as it may`
      : 'it is there no more';
    return { had, passes: [`the same call${again}`] };
  }
  const match = JSON.stringify(rule.match);
  return {
    had: `calls like ${match} that it was met by: ${rule.matched}; on which it acted: ${rule.acted}`,
    passes: [`DELETE /_sim/faults/${id}, then the same call${again}`],
  };
}

function told(fault: Fault, refused: Refused): Explanation['faults'][number] {
  return { ...fault, ...faultPart(fault, refused) };
}
