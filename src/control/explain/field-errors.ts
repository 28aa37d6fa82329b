import type { Contract } from '../../simulator/contract/contract.js';
import type { Operation } from '../../simulator/contract/operation.js';
import type { FieldError, RefusalReason } from '../../simulator/contract/problem.js';
import { exampleBody, schemaAt } from './operation-lookup.js';
import type { RefusedCall } from './refused-call.js';

/** Explains a request whose path, query, headers or body were invalid. */
export function explain400(refused: RefusedCall): RefusalReason {
  const { fieldErrors, operation, contract, message, entry } = refused;
  if (!operation || fieldErrors.length === 0) {
    return { rule: message, actual: `${entry.method} ${entry.path}`, remedies: [message] };
  }
  const inBody = fieldErrors.some((fieldError) => fieldError.in === 'body');
  return {
    rule: `Path, query, headers and body must match the declaration of ${operation.schema.operationId}`,
    evidence: evidenceOf(
      fieldErrors.map((fieldError) => schemaAt(contract, operation, fieldError)),
      operation,
    ),
    remedies: [...fieldErrors.map(remedy), ...(inBody ? exampleBodyHint(contract, operation) : [])],
  };
}

/** What an explanation adds to a field error: the evidence for the requirement, and a value that would pass. */
export function fieldErrorDetails(fieldError: FieldError, { contract, operation }: RefusedCall) {
  const declared = operation && schemaAt(contract, operation, fieldError);
  const [example] = declared?.writeOnly ? [] : (declared?.examples ?? []);
  return {
    ...(declared && operation && { evidence: evidenceOf([declared], operation) }),
    ...(example !== undefined && { example }),
  };
}

/** A remedy that shows the example body of an operation, if it has one. */
export function exampleBodyHint(contract: Contract, operation: Operation): string[] {
  const example = exampleBody(contract, operation);
  return example === undefined ? [] : [`a body such as ${JSON.stringify(example)}`];
}

/** The operation's evidence, or `inferred` if Understudy chose any of the violated requirements. */
function evidenceOf(
  declared: readonly (Record<string, unknown> | undefined)[],
  { config }: Operation,
): NonNullable<RefusalReason['evidence']> {
  const isChosen = declared.some(
    (each) =>
      !each ||
      each['x-chosen'] !== undefined ||
      each['x-maximum-setting'] !== undefined ||
      each['x-evidence'] === 'inferred',
  );
  return isChosen ? 'inferred' : (config.evidence?.kind ?? 'inferred');
}

/** Takes what would pass from the message of a field error: `must be X, not Y` or `is wrong; hint`. */
function remedy({ in: location, at, message }: FieldError): string {
  const [, requirement] =
    /^(?:is missing; it )?((?:must|takes) .*?)(?:, not [^,]*)?$/s.exec(message) ?? [];
  const [, hint = 'as it is declared'] = /; (.*)$/s.exec(message) ?? [];
  const field = [location, at].filter(Boolean).join(' ');
  return field + (requirement ? ` ${requirement}` : `: ${hint}`);
}
