import type { FastifyRequest } from 'fastify';
import type { RefusalReason } from '../../simulator/contract/problem.js';
import type { RefusedCall } from './refused-call.js';

const personas = 'a persona of GET /_sim/personas';

/** Explains a request that did not authenticate its caller, or a login that failed. */
export function explain401(refused: RefusedCall): RefusalReason {
  const { entry, operation, message } = refused;
  if (operation?.config.access.open) {
    return {
      rule: 'A token is issued only to a user who sends a valid name and secret',
      actual: message,
      remedies: [`the username and password of ${personas}`],
    };
  }
  const header = entry.request.headers.authorization;
  return {
    rule: 'A request must authenticate its caller',
    actual: header === undefined ? 'no Authorization header' : message.replace(/\. .*$/s, ''),
    remedies: [credentialsThatPass(refused)],
  };
}

/** Explains a request whose caller may not do what it asks for. */
export function explain403(refused: RefusedCall): RefusalReason {
  return { rule: refused.message, remedies: [callersThatPass(refused)] };
}

function credentialsThatPass({ contract: { name, identity }, operation }: RefusedCall): string {
  const { scheme: schemeName = Object.keys(identity.schemes)[0] ?? '', allow } =
    operation?.config.access ?? {};
  const { scheme } = (identity.schemes[schemeName] ?? {}) as { scheme?: string };
  if (scheme === 'basic')
    return `Authorization: Basic with the username and password of ${personas}`;
  const body = { contract: name, ...(allow && { [identity.scopeNoun ?? 'scope']: allow[0] }) };
  return `Authorization: Bearer with the token of POST /_sim/tokens ${JSON.stringify(body)}, or of ${personas}`;
}

/** The kinds of account that meet every account condition of the operation. */
function callersThatPass({ contract, operation }: RefusedCall): string {
  const conditions = operation?.config.access.conditions.filter(
    ({ isAccountCondition }) => isAccountCondition,
  );
  const kinds = Object.entries(contract.identity.accounts ?? {})
    .filter(([, caller]) =>
      conditions?.every(({ violation }) => !violation(caller, { caller } as FastifyRequest)),
    )
    .map(([kind]) => kind);
  return kinds.length > 0 && conditions?.length
    ? `a caller whose account is ${kinds.join(', or ')}: GET /_sim/personas lists the account of each persona`
    : 'another persona of GET /_sim/personas';
}
