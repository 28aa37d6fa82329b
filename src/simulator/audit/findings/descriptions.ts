import type { AuditedCall, Finding, FindingCode } from '../../../../schemas/control/report.js';
import { describeClients } from '../../activity/client-name.js';
import { nearest } from '../../validation/suggestion.js';
import type { FindingSubject } from './finding-subject.js';
import { controlCall, injectFault, reproductionOf } from './reproduction.js';

type Description = Pick<Finding, 'title' | 'description' | 'advice' | 'reproduce'>;

/** The text of a finding. */
export function describeFinding(subject: FindingSubject): Description {
  return descriptions[subject.code](subject);
}

const descriptions: Readonly<Record<FindingCode, (subject: FindingSubject) => Description>> = {
  'repeated-write': (subject) => {
    const isDoneTwice = subject.calls.some(([first, second]) => isDone(first) && isDone(second));
    return {
      title: isDoneTwice
        ? `${nameOf(subject)} was sent again after it had been done, and was done twice`
        : `${nameOf(subject)} was sent again without a look at whether it had been done`,
      description: `The client did not get the response to a write, or got one of a server that gave up, and sent the same write again without a read in between. ${
        isDoneTwice
          ? 'The vendor had done the first one, so that what it creates exists twice.'
          : 'Where the vendor has done the first one, what it creates exists twice.'
      } The client sees one success and does not notice.`,
      advice:
        'After a timeout or a 5xx read whether the write was done, and send it again only if it was not.',
      reproduce: reproductionOf(subject, [
        `# The next ${nameOf(subject)} is done, and answered with 504:`,
        injectFault(subject, { status: 504, after: true }),
        runClient(subject),
      ]),
    };
  },
  'paging-not-followed': (subject) => ({
    title: `Later pages of ${nameOf(subject)} are never read`,
    description: `The list has more items than the page that was read, and no call of this client in the whole run reads a later page${
      subject.details.length > 0 ? `, unlike those of ${describeClients(subject.details)}` : ''
    }. A client that needs all items works on a part of them and does not notice; for one that shows them page by page, no test turns the page.`,
    advice: `${pagingAdvice(subject)} If the first page is all that is needed, say so with --ignore paging-not-followed.`,
    reproduce: reproductionOf(subject, [runClient(subject)]),
  }),
  'unknown-parameter': (subject) => {
    const known = parameterNames(subject);
    const similar = nearest(subject.subject, known);
    return {
      title: `${nameOf(subject)} does not know the parameter ${subject.subject}${similar === undefined ? '' : `; probably ${similar} is meant`}`,
      description:
        'A query parameter that the vendor does not document has no effect: a response that succeeds is one without this filter, order or limit. A server with --strict-query refuses it.',
      advice: `${similar === undefined ? 'Remove it' : `Send ${similar}`}; the operation knows ${known.join(', ') || 'no query parameters'}.`,
      reproduce: reproductionOf(subject, [
        `# Run the client until it has sent the parameter ${inOneLine(subject.subject)} to ${nameOf(subject)}.`,
      ]),
    };
  },
  'expired-token': (subject) => ({
    title: `${nameOf(subject)} was called with an expired token, which was not renewed`,
    description:
      'The response said that the token has expired. The client sent the same request with it again, or no later call succeeds with another token. It stays locked out until somebody starts it anew.',
    advice: 'On a 401 get a new token and send the request once more with it.',
    reproduce: reproductionOf(subject, [
      runClient(subject),
      '# Two days pass, so that its token expires:',
      controlCall(subject, '/_sim/clock/advance', { duration: 'P2D' }),
      '# Let the client go on without a new start.',
    ]),
  }),
  'ignored-retry-after': (subject) => ({
    title: `${nameOf(subject)} was called again before the time in Retry-After had passed`,
    description:
      'The response asked the client to wait, and the same request came again before that. A client that does not wait is refused again, and a vendor may block it and all that share its account.',
    advice: 'Wait as many seconds as Retry-After says before the request is sent again.',
    reproduce: reproductionOf(subject, [
      `# The next ${nameOf(subject)} is refused, and asks the client to wait for two seconds:`,
      injectFault(subject, { status: 429, retryAfter: 2 }),
      runClient(subject),
    ]),
  }),
  'not-simulated': (subject) => ({
    title: `${nameOf(subject)} is not simulated, and answered 501`,
    description:
      'The vendor has this operation, but Understudy does not simulate it. How the client handles the response of the vendor is not tested.',
    advice: 'Test this part with a stub of its own, and do not count it as covered.',
    reproduce: reproductionOf(subject, [runClient(subject)]),
  }),
  'unneeded-scope': (subject) => {
    const { contract, subject: held, clients, details, usedFor = [] } = subject;
    const request = { contract, scope: details[0] };
    return {
      title: `A token with ${held} is used at ${contract} by ${describeClients(clients)}, and less is enough`,
      description: `In this run the calls of this client that succeeded with ${held} and need a scope were those of ${listOf(usedFor.map(({ operationId }) => operationId))}. ${details.join(' or ')} allows all of them and fewer changes, so that a token that is stolen does less damage.`,
      advice: `Use a token with ${details.join(' or ')}.`,
      reproduce: reproductionOf(subject, [
        `# Run the client until it has called ${listOf(usedFor.map(({ operationId }) => operationId))}.`,
        '# A mended client has a token like the one that this prints, with which none of these calls gets a 403:',
        `${controlCall(subject, '/_sim/tokens', request)} | sed 's/.*"token":"\\([^"]*\\)".*/\\1/'`,
      ]),
    };
  },
};

/** The one way to the later pages of a list: by the parameter that its operation has, to an end that its responses show. */
function pagingAdvice(subject: FindingSubject): string {
  const [first] = subject.calls.flat();
  const step = parameterNames(subject).includes('offset')
    ? 'Call it again with offset as the number of items that were read'
    : 'Call it again with the next page';
  const end =
    first?.total === undefined
      ? 'until a page has fewer items than limit'
      : `until all items are read, which are ${first.total} here`;
  return `${step}, ${end}.`;
}

function runClient(subject: FindingSubject): string {
  return `# Run the client until it has called ${nameOf(subject)}.`;
}

/** Whether an operation was done, whatever the client got to see. */
function isDone(call: AuditedCall | undefined): boolean {
  return call?.done === true || (call?.status ?? 500) < 300;
}

const maxNames = 8;

/** Names as text, the first ones of many. */
function listOf(names: readonly string[]): string {
  const others = names.length - maxNames;
  const shown = names.slice(0, maxNames).join(', ');
  return others > 0 ? `${shown} and ${others} more` : shown;
}

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
