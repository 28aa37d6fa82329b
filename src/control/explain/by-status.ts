import type { RefusalReason } from '../../simulator/contract/problem.js';
import { explain401, explain403 } from './access.js';
import { exampleBodyHint, explain400 } from './field-errors.js';
import { formatOperation } from './operation-lookup.js';
import {
  findOperation,
  matchesUrl,
  maxSuggestions,
  nearestOperations,
} from './operation-search.js';
import type { RefusedCall } from './refused-call.js';

/** Explains a refusal by its status, from what the contract declares. */
export function explainStatus(refused: RefusedCall): RefusalReason {
  return (byStatus[refused.status] ?? explainOther)(refused);
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

function explainOther({ message }: RefusedCall): RefusalReason {
  return { rule: message, remedies: ['the same request in another state'] };
}

function explain404(refused: RefusedCall): RefusalReason {
  const { contract, operation, url, entry, message } = refused;
  if (!operation) {
    return {
      rule: `${contract.title} has only the operations of its published document`,
      actual: `${entry.method} ${entry.path}`,
      remedies: nearestOperations(contract, url).map((each) => formatOperation(contract, each)),
    };
  }
  const requested = url.split('/');
  const parameters = operation.url
    .split('/')
    .flatMap((segment, index) =>
      segment.startsWith(':') ? [{ name: segment.slice(1), value: requested[index] }] : [],
    );
  const lists = listsOfParameters(refused, operation.url);
  const create = findOperation(contract, 'POST', operation.url);
  return {
    rule: 'The resources that a request names must exist',
    actual: parameters.map(({ name, value }) => `${name} ${value}`).join(', ') || message,
    remedies:
      lists.length > 0 || !create
        ? lists
        : [`the same request after ${formatOperation(contract, create)}`],
  };
}

/** For each path parameter whose values an operation lists: that operation, at the requested path. */
function listsOfParameters({ contract, url }: RefusedCall, pattern: string): string[] {
  const requested = url.split('/');
  const segments = pattern.split('/');
  return segments.flatMap((segment, index) => {
    if (!segment.startsWith(':')) return [];
    const list = findOperation(contract, 'GET', segments.slice(0, index).join('/'));
    const path = `${contract.mount}${requested.slice(0, index).join('/')}`;
    return list
      ? [`a ${segment.slice(1)} that GET ${path} (${list.schema.operationId}) lists`]
      : [];
  });
}

function explain405({ contract, url, entry }: RefusedCall): RefusalReason {
  return {
    rule: 'A URL allows only the methods that the published document declares for it',
    actual: `the method ${entry.method}`,
    remedies: contract.operations
      .filter((each) => matchesUrl(each, url))
      .map((each) => formatOperation(contract, each)),
  };
}

function explain409({ contract, operation, message }: RefusedCall): RefusalReason {
  const alternatives = contract.operations
    .filter((each) => each.handler && each !== operation && each.url === operation?.url)
    .filter(({ config }) => config.effect !== 'read');
  return {
    rule: 'A request must not conflict with the current state',
    actual: message,
    remedies: alternatives.map((each) =>
      each.config.effect === 'destroy'
        ? `the same request after ${formatOperation(contract, each)}`
        : `${formatOperation(contract, each)} instead`,
    ),
  };
}

function explain413({ message }: RefusedCall): RefusalReason {
  return { rule: message, remedies: ['a smaller body, for example split over several requests'] };
}

function explain414({ url }: RefusedCall): RefusalReason {
  const longest = url.split('/').reduce((length, segment) => Math.max(length, segment.length), 0);
  return {
    rule: 'A path segment may have at most 4096 characters',
    actual: `a segment of ${longest} characters`,
    remedies: ['shorter segments'],
  };
}

function explain415({ contract, operation, entry }: RefusedCall): RefusalReason {
  const type = entry.request.headers['content-type'];
  return {
    rule: 'A body must be JSON, and its Content-Type must say so',
    actual: type === undefined ? 'no Content-Type' : `Content-Type: ${type}`,
    remedies: [
      'Content-Type: application/json',
      ...(operation ? exampleBodyHint(contract, operation) : []),
    ],
  };
}

function explain500(): RefusalReason {
  return {
    rule: 'Understudy must handle every request: this error is a bug in it',
    remedies: ['nothing that the caller can change; please report it with the error from the log'],
  };
}

/** The evidence is that of the operation, which the vendor has even though it is not simulated. */
function explain501({ contract, operation }: RefusedCall): RefusalReason {
  const tags = operation?.schema.tags ?? [];
  const simulated = contract.operations.filter(({ handler }) => handler);
  const related = simulated.filter(({ schema }) => schema.tags?.some((tag) => tags.includes(tag)));
  const suggested = related.length > 0 ? related : simulated;
  const { kind } = operation?.config.evidence ?? {};
  return {
    rule: 'The vendor has this operation, but Understudy does not simulate it',
    ...(kind && { evidence: kind }),
    actual: operation ? formatOperation(contract, operation) : '',
    remedies: suggested.slice(0, maxSuggestions).map((each) => formatOperation(contract, each)),
  };
}
