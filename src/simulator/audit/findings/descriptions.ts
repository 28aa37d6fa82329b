import type { OperationCoverage } from '../../../../schemas/control/activity.js';
import type { AuditedCall, Finding, FindingCode } from '../../../../schemas/control/report.js';
import { nearest } from '../../validation/suggestion.js';

/** What a finding is about. */
export interface FindingSubject {
  readonly code: FindingCode;
  readonly contract: string;
  /** Undefined if several operations are concerned. */
  readonly operation: OperationCoverage | undefined;
  /** The parameter or the scope, if the finding is about one. */
  readonly subject: string;
  readonly occurrences: number;
  readonly calls: readonly (readonly AuditedCall[])[];
  /** Alternatives: the scopes that would be enough. */
  readonly details: readonly string[];
}

type Description = Pick<Finding, 'title' | 'description' | 'advice' | 'reproduce'>;

/** The text of a finding. */
export function describeFinding(subject: FindingSubject): Description {
  return descriptions[subject.code](subject);
}

const descriptions: Readonly<Record<FindingCode, (subject: FindingSubject) => Description>> = {
  'repeated-write': (subject) => ({
    title: `${nameOf(subject)} was sent again after a response that did not arrive`,
    description:
      'The client got no response, or one of a server that gave up, and sent the same write again without a read in between. The first one may have been done: then it is done twice.',
    advice:
      'After a timeout read the list or the document first, and send the write again only if it was not done.',
    reproduce: withFault(subject, { status: 504, after: true }, [
      '# Run the client until it has called the operation.',
      verification(subject, 1),
      '# "passed" must be true: the write was sent once.',
    ]),
  }),
  'paging-not-followed': (subject) => ({
    title: `${nameOf(subject)} has further pages, and the client never reads them`,
    description:
      'The list had more items than the page that was read, and no call read a later page. The client works on a part of the data without knowing it.',
    advice:
      'Read pages until the last one: until the offset reaches the total, there is no next link, or a page is not full.',
    reproduce: [
      '# Run the client with more data than one page.',
      sim(subject, 'GET', '/_sim/coverage'),
      `# "pages" of ${nameOf(subject)}: "later" must be above 0.`,
    ],
  }),
  'unknown-parameter': (subject) => {
    const known = parameterNames(subject);
    const similar = nearest(subject.subject, known);
    return {
      title: `${nameOf(subject)} does not know the parameter ${subject.subject}${similar === undefined ? '' : `; probably ${similar} is meant`}`,
      description:
        'The vendor ignores query parameters that it does not know, so the response is one without this filter, order or limit.',
      advice: `${similar === undefined ? 'Remove it' : `Send ${similar}`}; the operation knows ${known.join(', ') || 'no query parameters'}.`,
      reproduce: [
        '# Start the server with --strict-query: it refuses unknown parameters.',
        'npx api-understudy start --ephemeral --strict-query',
        `# Run the client: ${nameOf(subject)} gets a 400 that names ${inOneLine(subject.subject)}.`,
      ],
    };
  },
  'expired-token': (subject) => ({
    title: `${nameOf(subject)} was called with an expired token, which was not renewed`,
    description:
      'The response said that the token has expired, and the client sent it again or stopped there.',
    advice: 'On a 401 get a new token and send the request once more with it.',
    reproduce: [
      '# Run the client until it has a token. Then let the token expire and go on:',
      sim(subject, 'POST', '/_sim/clock/advance', { duration: 'P2D' }),
      sim(subject, 'GET', '/_sim/journal?status=401'),
    ],
  }),
  'ignored-retry-after': (subject) => ({
    title: `${nameOf(subject)} was called again before the time in Retry-After had passed`,
    description:
      'The response asked the client to wait. A client that does not wait is refused longer, or blocked, and so are all that share its account.',
    advice: 'Wait as many seconds as Retry-After says before the request is sent again.',
    reproduce: withFault(subject, { status: 429, retryAfter: 2 }, [
      '# Run the client until it has called the operation. The second call must come 2 seconds after the first.',
      sim(subject, 'GET', `/_sim/journal?operationId=${subject.operation?.operationId}`),
    ]),
  }),
  'not-simulated': (subject) => ({
    title: `${nameOf(subject)} is not simulated, and answered 501`,
    description:
      'The vendor has this operation, but Understudy does not simulate it. What the client does with the response of the vendor is not tested.',
    advice: 'Test this part with a stub of its own, and do not count it as covered.',
    reproduce: [`# ${subject.operation?.method} ${subject.operation?.path}`],
  }),
  'unneeded-scope': ({ contract, subject, details, operation: _ }) => ({
    title: `The client has ${subject} at ${contract} and never needs it`,
    description: `All calls that succeeded with ${subject} are also allowed with less. A token that is stolen can then do more damage.`,
    advice: `Use a token with ${details.join(' or ')}.`,
    reproduce: [
      `TOKEN=$(curl --silent "$UNDERSTUDY_URL/_sim/tokens" --json '${JSON.stringify({ contract, scope: details[0] })}')`,
      '# Run the client with this token: no call gets a 403.',
    ],
  }),
};

function nameOf({ operation }: FindingSubject): string {
  return operation?.operationId ?? '';
}

/** A text that cannot end a comment of a shell. */
function inOneLine(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function parameterNames({ operation }: FindingSubject): string[] {
  return (operation?.parameters ?? []).flatMap((each) => (each.in === 'query' ? each.name : []));
}

/** A call of the control plane as a line for a shell. It is about the sandbox of the first calls. */
function sim({ calls }: FindingSubject, method: string, path: string, body?: object): string {
  const [[first] = []] = calls;
  const base = `"$UNDERSTUDY_URL/~${first?.sandbox ?? 'default'}${path}"`;
  if (body === undefined) return `curl ${base}`;
  return `curl --request ${method} ${base} --json '${JSON.stringify(body)}'`;
}

/** Lines that inject a fault into the next call of the operation. */
function withFault(subject: FindingSubject, effect: object, after: readonly string[]): string[] {
  const match = { contract: subject.contract, operationId: nameOf(subject) };
  const rule = { match, effect, when: { times: 1 } };
  return [sim(subject, 'POST', '/_sim/faults', rule), ...after];
}

function verification(subject: FindingSubject, count: number): string {
  const match = { contract: subject.contract, operationId: nameOf(subject) };
  return sim(subject, 'POST', '/_sim/journal/verify', { match, count });
}
