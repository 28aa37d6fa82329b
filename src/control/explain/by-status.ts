import type { FastifyRequest } from 'fastify';
import type { Contract } from '../../simulator/contract/contract.js';
import type { Operation } from '../../simulator/contract/operation.js';
import type { FieldError, RefusalReason } from '../../simulator/contract/problem.js';
import type { JournalEntry } from '../../simulator/journal/entry.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { exampleBody, formatOperation, schemaAt } from './operation-lookup.js';

/** A call that was refused, and what it was meant for. */
export interface RefusedCall {
  readonly entry: JournalEntry;
  readonly status: number;
  readonly message: string;
  readonly fieldErrors: readonly FieldError[];
  readonly contract: Contract;
  /** None where a URL leads to no operation, or a method does not. */
  readonly operation: Operation | undefined;
  /** The path that was asked for, below the contract's mount. */
  readonly url: string;
  readonly sandbox: Sandbox;
}

/** Why a call was refused and what would pass, as far as the declaration of the operation tells. */
export function explainStatus(refused: RefusedCall): RefusalReason {
  return (byStatus[refused.status] ?? other)(refused);
}

const byStatus: Readonly<Record<number, (refused: RefusedCall) => RefusalReason>> = {
  400: explain400,
  401: explain401,
  403: explain403,
  404: explain404,
  405: explain405,
  409: explain409,
  413: explain413,
  414: explain414,
  415: explain415,
  500: explain500,
  501: explain501,
};

function other({ message }: RefusedCall): RefusalReason {
  return { rule: message, remedies: ['the call in another state'] };
}

function explain400({
  fieldErrors,
  operation,
  contract,
  message,
  entry,
}: RefusedCall): RefusalReason {
  if (!operation || fieldErrors.length === 0) {
    return { rule: message, actual: `${entry.method} ${entry.path}`, remedies: [message] };
  }
  const inBody = fieldErrors.some((fieldError) => fieldError.in === 'body');
  return {
    rule: `Path, query, headers and body are as ${operation.schema.operationId} declares them`,
    evidence: evidenceOf(
      fieldErrors.map((fieldError) => schemaAt(contract, operation, fieldError)),
      operation,
    ),
    remedies: [...fieldErrors.map(remedy), ...(inBody ? exampleBodyHint(contract, operation) : [])],
  };
}

/** What is said of a fault beside its message: whether the vendor states it, and a value that would pass. */
export function fieldErrorDetails(fieldError: FieldError, { contract, operation }: RefusedCall) {
  const declared = operation && schemaAt(contract, operation, fieldError);
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

/** A fault says what was wrong and, most of the time, what would pass: the second of the two. */
function remedy({ in: place, at, message }: FieldError): string {
  const [, wanted] =
    /^(?:is missing; it )?((?:must|takes) .*?)(?:, not [^,]*)?$/s.exec(message) ?? [];
  const [, hint = 'as it is declared'] = /; (.*)$/s.exec(message) ?? [];
  return [place, at].filter(Boolean).join(' ') + (wanted ? ` ${wanted}` : `: ${hint}`);
}

function exampleBodyHint(contract: Contract, operation: Operation): string[] {
  const example = exampleBody(contract, operation);
  return example === undefined ? [] : [`a body such as ${JSON.stringify(example)}`];
}

function explain401({ entry, contract, operation, message }: RefusedCall): RefusalReason {
  const { identity, name } = contract;
  const personas = 'a persona of GET /_sim/personas';
  if (operation?.config.access.open) {
    return {
      rule: 'Whoever asks for a token is a user, and says so by name and secret',
      actual: message,
      remedies: [`the username and password of ${personas}`],
    };
  }
  const { scheme: named = Object.keys(identity.schemes)[0] ?? '', allow } =
    operation?.config.access ?? {};
  const { scheme } = (identity.schemes[named] ?? {}) as { scheme?: string };
  const request = { contract: name, ...(allow && { [identity.scopeNoun ?? 'scope']: allow[0] }) };
  const header = entry.request.headers.authorization;
  return {
    rule: 'A call proves who makes it',
    actual: header === undefined ? 'no Authorization header' : message.replace(/\. .*$/s, ''),
    remedies:
      scheme === 'basic'
        ? [`Authorization: Basic with the username and password of ${personas}`]
        : [
            `Authorization: Bearer with the token of POST /_sim/tokens ${JSON.stringify(request)}, or of ${personas}`,
          ],
  };
}

function explain403(refused: RefusedCall): RefusalReason {
  return { rule: refused.message, remedies: accountsThatPass(refused) };
}

/** Kinds of account whose callers meet every condition of the operation. */
function accountsThatPass({ contract, operation }: RefusedCall): string[] {
  const conditions = operation?.config.access.conditions.filter(
    ({ isAccountCondition }) => isAccountCondition,
  );
  const kinds = Object.entries(contract.identity.accounts ?? {})
    .filter(([, caller]) =>
      conditions?.every(({ violation }) => !violation(caller, { caller } as FastifyRequest)),
    )
    .map(([kind]) => kind);
  const found = kinds.length > 0 && conditions?.length;
  return [
    found
      ? `a caller whose account is ${kinds.join(', or ')}: GET /_sim/personas tells the kinds of theirs`
      : 'another caller of GET /_sim/personas',
  ];
}

function explain404(refused: RefusedCall): RefusalReason {
  const { contract, operation, url, entry } = refused;
  if (!operation) {
    return {
      rule: `${contract.title} has the operations that its document names, and no others`,
      actual: `${entry.method} ${entry.path}`,
      remedies: nearest(contract, url).map((each) => formatOperation(contract, each)),
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
    actual:
      names.map((index) => `${parts[index]?.slice(1)} ${asked[index]}`).join(', ') ||
      refused.message,
    remedies:
      lists.length > 0 || !makes ? lists : [`the same after ${formatOperation(contract, makes)}`],
  };
}

function explain405({ contract, url, entry }: RefusedCall): RefusalReason {
  return {
    rule: 'A URL allows the methods that its document names',
    actual: `the method ${entry.method}`,
    remedies: contract.operations
      .filter((each) => leadsTo(each, url))
      .map((each) => formatOperation(contract, each)),
  };
}

function explain409({ contract, operation, message }: RefusedCall): RefusalReason {
  const others = contract.operations.filter(
    (each) => each.handler && each !== operation && each.url === operation?.url,
  );
  return {
    rule: 'A call fits what is there already',
    actual: message,
    remedies: others
      .filter(({ config }) => config.effect !== 'read')
      .map((each) =>
        each.config.effect === 'destroy'
          ? `the same after ${formatOperation(contract, each)}`
          : `${formatOperation(contract, each)} instead`,
      ),
  };
}

function explain413({ message }: RefusedCall): RefusalReason {
  return { rule: message, remedies: ['a smaller body: several calls, each for a part of it'] };
}

function explain414({ url }: RefusedCall): RefusalReason {
  const longest = Math.max(...url.split('/').map((part) => part.length));
  return {
    rule: 'Each part of a path has 4096 characters at most',
    actual: `a part of ${longest}`,
    remedies: ['shorter parts'],
  };
}

function explain415({ contract, operation, entry }: RefusedCall): RefusalReason {
  const sent = entry.request.headers['content-type'];
  return {
    rule: 'A body is JSON, and its Content-Type says so',
    actual: sent === undefined ? 'no Content-Type' : `Content-Type: ${sent}`,
    remedies: [
      'Content-Type: application/json',
      ...(operation ? exampleBodyHint(contract, operation) : []),
    ],
  };
}

function explain500(): RefusalReason {
  return {
    rule: 'Every call is answered: this is a fault of Understudy',
    remedies: ['nothing that a caller can do; please report it with what the log says'],
  };
}

/** The vendor documents it: that much is known of it. */
function explain501({ contract, operation }: RefusedCall): RefusalReason {
  const tags = operation?.schema.tags ?? [];
  const simulated = contract.operations.filter(({ handler }) => handler);
  const related = simulated.filter(({ schema }) => schema.tags?.some((tag) => tags.includes(tag)));
  const offered = related.length > 0 ? related : simulated;
  const { kind } = operation?.config.evidence ?? {};
  return {
    rule: 'Understudy answers what it simulates; of the rest it knows no more than that the vendor has it',
    ...(kind && { evidence: kind }),
    actual: operation ? formatOperation(contract, operation) : '',
    remedies: offered.slice(0, mostOffered).map((each) => formatOperation(contract, each)),
  };
}

/** More operations than this are a document, not a hint. */
const mostOffered = 3;

function operationAt(contract: Contract, method: string, url: string): Operation | undefined {
  return contract.operations.find(
    (each) =>
      each.handler &&
      each.method === method &&
      stripTrailingSlash(each.url) === stripTrailingSlash(url),
  );
}

function leadsTo(operation: Operation, url: string): boolean {
  return new RegExp(`^${stripTrailingSlash(operation.url).replace(/:\w+/g, '[^/]+')}$`).test(
    stripTrailingSlash(url),
  );
}

/** The operations whose URLs have the most parts in common with one. */
function nearest({ operations }: Contract, url: string): Operation[] {
  const asked = stripTrailingSlash(url).split('/');
  const likeness = ({ url: own }: Operation) => {
    const parts = stripTrailingSlash(own).split('/');
    const shared = parts.map((part, index) => segmentSimilarity(part, asked[index] ?? ''));
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
function segmentSimilarity(part: string, asked: string): number {
  if (part === asked) return 1;
  if (!asked) return 0;
  if (part.startsWith(asked) || asked.startsWith(part)) return 0.75;
  return part.startsWith(':') ? 0.5 : 0;
}

function stripTrailingSlash(url: string): string {
  return url.replace(/\/$/, '');
}
