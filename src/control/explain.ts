import type { Explanation } from '../../schemas/control/instruments.js';
import type { Contract } from '../simulator/contract.js';
import type { Entry } from '../simulator/journal.js';

/** Rules that hold for every operation, by the status of their refusal. */
const general: Readonly<
  Record<number, { readonly rule: string; readonly passes: readonly string[] }>
> = {
  400: {
    rule: 'Path, query and body are as the OpenAPI document says',
    passes: ['what each fault below asks for'],
  },
  401: {
    rule: 'A call proves who makes it',
    passes: ['a token of GET /_sim/personas, in the header Authorization: Bearer'],
  },
  404: { rule: 'What a call names is there', passes: ['something that is there'] },
  405: { rule: 'A URL allows the methods that its document names', passes: ['a method of Allow'] },
  409: { rule: 'A call fits what is there already', passes: ['the call in another state'] },
  413: { rule: 'A body is at most as large as it may be', passes: ['a smaller body'] },
  415: { rule: 'A body is JSON and says so', passes: ['Content-Type: application/json'] },
  501: {
    rule: 'Understudy simulates what it has built',
    passes: ['an operation whose x-simulated is true'],
  },
};

/** Why a call was refused; undefined for one that was not. */
export function explain(entry: Entry, contracts: readonly Contract[]): Explanation | undefined {
  const { refusal, id: requestId, contract, operationId, method, path, fault } = entry;
  if (!refusal) return undefined;
  const { status, message, faults, why } = refusal;
  const evidence = contracts
    .find(({ name }) => name === contract)
    ?.operations.find(({ schema }) => schema.operationId === operationId)?.config.evidence;
  const known = general[status];
  const kind = why?.evidence ?? 'inferred';
  const source = kind === 'inferred' ? undefined : (why?.source ?? evidence?.source);
  return {
    requestId,
    contract,
    operationId,
    method,
    path,
    status,
    message,
    rule: why?.rule ?? known?.rule ?? message,
    evidence: kind,
    ...(source !== undefined && { source }),
    ...(why?.had !== undefined && { had: why.had }),
    passes: [...(why?.passes ?? (status === 401 ? [message] : known?.passes) ?? [])],
    faults: faults.map((each) => ({ ...each })),
    ...(fault !== undefined && { fault }),
  };
}
