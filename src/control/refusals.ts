import type { FastifyRequest } from 'fastify';
import type { Contract, Operation } from '../simulator/contract.js';
import type { Entry } from '../simulator/journal.js';
import type { Fault, Why } from '../simulator/problem.js';
import type { Sandbox } from '../store/sandbox.js';
import { exampleBody, schemaAt, spelled } from './declared.js';

/** A call that was refused, and what it was meant for. */
export interface Refused {
  readonly entry: Entry;
  readonly status: number;
  readonly message: string;
  readonly faults: readonly Fault[];
  readonly contract: Contract;
  /** None where a URL leads to no operation, or a method does not. */
  readonly operation: Operation | undefined;
  /** The path that was asked for, below the contract's mount. */
  readonly url: string;
  readonly sandbox: Sandbox;
}

/** Why a call was refused and what would pass, as far as the declaration of the operation tells. */
export function whyOf(refused: Refused): Why {
  return (byStatus[refused.status] ?? other)(refused);
}

const byStatus: Readonly<Record<number, (refused: Refused) => Why>> = {
  400: unusable,
  401: unproven,
  403: notLetIn,
  404: absent,
  405: notAllowed,
  409: inTheWay,
  413: tooLarge,
  414: tooLong,
  415: ofNoType,
  500: failed,
  501: notBuilt,
};

function other({ message }: Refused): Why {
  return { rule: message, passes: ['the call in another state'] };
}

function unusable({ faults, operation, contract, message, entry }: Refused): Why {
  if (!operation || faults.length === 0) {
    return { rule: message, had: `${entry.method} ${entry.path}`, passes: [message] };
  }
  const inBody = faults.some((fault) => fault.in === 'body');
  return {
    rule: `Path, query, headers and body are as ${operation.schema.operationId} declares them`,
    evidence: evidenceOf(
      faults.map((fault) => schemaAt(contract, operation, fault)),
      operation,
    ),
    passes: [...faults.map(remedy), ...(inBody ? bodyThatWorks(contract, operation) : [])],
  };
}

/** What is said of a fault beside its message: whether the vendor states it, and a value that would pass. */
export function faultPart(fault: Fault, { contract, operation }: Refused) {
  const declared = operation && schemaAt(contract, operation, fault);
  const [example] = declared?.writeOnly ? [] : (declared?.examples ?? []);
  return {
    ...(declared && operation && { evidence: evidenceOf([declared], operation) }),
    ...(example !== undefined && { example }),
  };
}

/** What the vendor documents only when it documents all of it, the limits too. */
function evidenceOf(
  declared: readonly (Record<string, unknown> | undefined)[],
  { config }: Operation,
): NonNullable<Why['evidence']> {
  const isChosen = declared.some(
    (each) =>
      !each ||
      each['x-chosen'] !== undefined ||
      each['x-maximum-setting'] !== undefined ||
      each['x-evidence'] === 'inferred',
  );
  return isChosen ? 'inferred' : (config.evidence?.kind ?? 'inferred');
}

/** A fault says what was wrong and, most of the time, what would pass: the second of the two. */
function remedy({ in: place, at, message }: Fault): string {
  const [, wanted] =
    /^(?:is missing; it )?((?:must|takes) .*?)(?:, not [^,]*)?$/s.exec(message) ?? [];
  const [, hint = 'as it is declared'] = /; (.*)$/s.exec(message) ?? [];
  return [place, at].filter(Boolean).join(' ') + (wanted ? ` ${wanted}` : `: ${hint}`);
}

function bodyThatWorks(contract: Contract, operation: Operation): string[] {
  const example = exampleBody(contract, operation);
  return example === undefined ? [] : [`a body such as ${JSON.stringify(example)}`];
}

function unproven({ entry, contract, operation, message }: Refused): Why {
  const { identity, name } = contract;
  const personas = 'a persona of GET /_sim/personas';
  if (operation?.config.access.open) {
    return {
      rule: 'Whoever asks for a token is a user, and says so by name and secret',
      had: message,
      passes: [`the username and password of ${personas}`],
    };
  }
  const { scheme: named = Object.keys(identity.schemes)[0] ?? '', allow } =
    operation?.config.access ?? {};
  const { scheme } = (identity.schemes[named] ?? {}) as { scheme?: string };
  const wish = { contract: name, ...(allow && { [identity.scopesAre ?? 'scope']: allow[0] }) };
  const header = entry.request.headers.authorization;
  return {
    rule: 'A call proves who makes it',
    had: header === undefined ? 'no Authorization header' : message.replace(/\. .*$/s, ''),
    passes:
      scheme === 'basic'
        ? [`Authorization: Basic with the username and password of ${personas}`]
        : [
            `Authorization: Bearer with the token of POST /_sim/tokens ${JSON.stringify(wish)}, or of ${personas}`,
          ],
  };
}

function notLetIn(refused: Refused): Why {
  return { rule: refused.message, passes: accountsThatPass(refused) };
}

/** Kinds of account whose callers meet every condition of the operation. */
function accountsThatPass({ contract, operation }: Refused): string[] {
  const conditions = operation?.config.access.conditions.filter(({ isOfAccount }) => isOfAccount);
  const kinds = Object.entries(contract.identity.accounts ?? {})
    .filter(([, caller]) =>
      conditions?.every(({ broken }) => !broken(caller, { caller } as FastifyRequest)),
    )
    .map(([kind]) => kind);
  const found = kinds.length > 0 && conditions?.length;
  return [
    found
      ? `a caller whose account is ${kinds.join(', or ')}: GET /_sim/personas tells the kinds of theirs`
      : 'another caller of GET /_sim/personas',
  ];
}

function absent(refused: Refused): Why {
  const { contract, operation, url, entry } = refused;
  if (!operation) {
    return {
      rule: `${contract.title} has the operations that its document names, and no others`,
      had: `${entry.method} ${entry.path}`,
      passes: nearest(contract, url).map((each) => spelled(contract, each)),
    };
  }
  const asked = url.split('/');
  const parts = operation.url.split('/');
  const names = parts.flatMap((part, index) => (part.startsWith(':') ? [index] : []));
  const lists = names.flatMap((index) => {
    const list = operationAt(contract, 'GET', parts.slice(0, index).join('/'));
    const path = asked.slice(0, index).join('/');
    const what = parts[index]?.slice(1);
    return list
      ? [`a ${what} that GET ${contract.mount}${path} (${list.schema.operationId}) lists`]
      : [];
  });
  const makes = operationAt(contract, 'POST', operation.url);
  return {
    rule: 'What a call is about is there',
    had:
      names.map((index) => `${parts[index]?.slice(1)} ${asked[index]}`).join(', ') ||
      refused.message,
    passes: lists.length > 0 || !makes ? lists : [`the same after ${spelled(contract, makes)}`],
  };
}

function notAllowed({ contract, url, entry }: Refused): Why {
  return {
    rule: 'A URL allows the methods that its document names',
    had: `the method ${entry.method}`,
    passes: contract.operations
      .filter((each) => leadsTo(each, url))
      .map((each) => spelled(contract, each)),
  };
}

function inTheWay({ contract, operation, message }: Refused): Why {
  const others = contract.operations.filter(
    (each) => each.handler && each !== operation && each.url === operation?.url,
  );
  return {
    rule: 'A call fits what is there already',
    had: message,
    passes: others
      .filter(({ config }) => config.effect !== 'read')
      .map((each) =>
        each.config.effect === 'destroy'
          ? `the same after ${spelled(contract, each)}`
          : `${spelled(contract, each)} instead`,
      ),
  };
}

function tooLarge({ message }: Refused): Why {
  return { rule: message, passes: ['a smaller body: several calls, each for a part of it'] };
}

function tooLong({ url }: Refused): Why {
  const longest = Math.max(...url.split('/').map((part) => part.length));
  return {
    rule: 'Each part of a path has 4096 characters at most',
    had: `a part of ${longest}`,
    passes: ['shorter parts'],
  };
}

function ofNoType({ contract, operation, entry }: Refused): Why {
  const sent = entry.request.headers['content-type'];
  return {
    rule: 'A body is JSON, and its Content-Type says so',
    had: sent === undefined ? 'no Content-Type' : `Content-Type: ${sent}`,
    passes: [
      'Content-Type: application/json',
      ...(operation ? bodyThatWorks(contract, operation) : []),
    ],
  };
}

function failed(): Why {
  return {
    rule: 'Every call is answered: this is a fault of Understudy',
    passes: ['nothing that a caller can do; please report it with what the log says'],
  };
}

/** The vendor documents it: that much is known of it. */
function notBuilt({ contract, operation }: Refused): Why {
  const tags = operation?.schema.tags ?? [];
  const simulated = contract.operations.filter(({ handler }) => handler);
  const related = simulated.filter(({ schema }) => schema.tags?.some((tag) => tags.includes(tag)));
  const offered = related.length > 0 ? related : simulated;
  const { kind } = operation?.config.evidence ?? {};
  return {
    rule: 'Understudy answers what it simulates; of the rest it knows no more than that the vendor has it',
    ...(kind && { evidence: kind }),
    had: operation ? spelled(contract, operation) : '',
    passes: offered.slice(0, mostOffered).map((each) => spelled(contract, each)),
  };
}

/** More operations than this are a document, not a hint. */
const mostOffered = 3;

function operationAt(contract: Contract, method: string, url: string): Operation | undefined {
  return contract.operations.find(
    (each) => each.handler && each.method === method && bare(each.url) === bare(url),
  );
}

function leadsTo(operation: Operation, url: string): boolean {
  return new RegExp(`^${bare(operation.url).replace(/:\w+/g, '[^/]+')}$`).test(bare(url));
}

/** The operations whose URLs have the most parts in common with one. */
function nearest({ operations }: Contract, url: string): Operation[] {
  const asked = bare(url).split('/');
  const likeness = ({ url: own }: Operation) => {
    const parts = bare(own).split('/');
    const shared = parts.map((part, index) => alike(part, asked[index] ?? ''));
    return shared.reduce((sum, each) => sum + each, 0) - Math.abs(parts.length - asked.length) / 4;
  };
  return operations
    .filter(({ handler }) => handler)
    .map((operation) => ({ operation, likeness: likeness(operation) }))
    .sort((one, another) => another.likeness - one.likeness)
    .slice(0, mostOffered)
    .map(({ operation }) => operation);
}

/** How much a part of a URL is like one that was asked for: alike, nearly so, any, or not at all. */
function alike(part: string, asked: string): number {
  if (part === asked) return 1;
  if (!asked) return 0;
  if (part.startsWith(asked) || asked.startsWith(part)) return 0.75;
  return part.startsWith(':') ? 0.5 : 0;
}

function bare(url: string): string {
  return url.replace(/\/$/, '');
}
