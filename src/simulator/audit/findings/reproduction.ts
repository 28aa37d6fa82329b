import { tokenVariable } from '../../auth/token-variable.js';
import type { FindingSubject } from './finding-subject.js';

/** Where the lines leave their report, apart from the one that they are in. */
const folder = 'understudy-report/again';

/**
 * Lines for a shell with which the defect of a client shows, in the sandbox of the first calls, and later that it is mended. `steps`
 * say what has to happen there.
 */
export function reproductionOf(subject: FindingSubject, steps: readonly string[]): string[] {
  return [
    '# This starts a server, and a shell that has its address and tokens of its users in the environment (env | grep UNDERSTUDY):',
    `npx api-understudy exec --report ${folder} -- sh`,
    `echo "The origin for the client is $UNDERSTUDY_URL/~${sandboxOf(subject)}"`,
    ...tokenHint(subject),
    ...steps,
    '# This lists the finding. Begin again from the first line with a client that is mended:',
    `npx api-understudy report --url "$UNDERSTUDY_URL" --out ${folder} --max-findings 0`,
    '# The server stops with the shell:',
    'exit',
  ];
}

/** Which token of the environment is like that of the first call. */
function tokenHint({ contract, calls }: FindingSubject): string[] {
  const persona = calls[0]?.[0]?.persona;
  if (persona === undefined) return [];
  const variable = tokenVariable(contract, persona);
  return [`# There its token was one of the user ${persona}, as in ${variable}.`];
}

/** A call of the control plane, with a body, as a line for a shell. */
export function controlCall(subject: FindingSubject, path: string, body: object): string {
  const url = `"$UNDERSTUDY_URL/~${sandboxOf(subject)}${path}"`;
  return `curl --silent --show-error --fail ${url} --header 'content-type: application/json' --data '${JSON.stringify(body)}'`;
}

/** A line for a shell that injects a fault into the next call of the operation. */
export function injectFault(subject: FindingSubject, effect: object): string {
  const { contract, operation } = subject;
  const match = { contract, operationId: operation?.operationId };
  return controlCall(subject, '/_sim/faults', { match, effect, when: { times: 1 } });
}

function sandboxOf({ calls }: FindingSubject): string {
  return calls[0]?.[0]?.sandbox ?? 'default';
}
