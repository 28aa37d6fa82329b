import { contracts } from '../../../src/contracts/index.js';
import { type Contract, dialectAt } from '../../../src/simulator/contract/contract.js';
import { modelsOf } from '../../../src/simulator/openapi/models.js';
import { ResponseValidator } from '../../../src/simulator/validation/response-validator.js';
import { FuzzClient } from './client.js';
import { describeRequest } from './compare.js';
import type { RawResponse } from './connection.js';
import { control } from './operations.js';
import { type FuzzRequest, FuzzRequests } from './requests.js';

/** How many hostile requests are sent. */
export interface HostileOptions {
  readonly seed: number;
  readonly count: number;
  /** How many requests are in flight at a time, each in sandboxes of its own. */
  readonly lanes: number;
}

/** What the server sent. */
export interface HostileResult {
  readonly responses: number;
  /** How often each status was sent. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Responses that no request should get, with their requests. */
  readonly findings: readonly string[];
  /** The requests that took longest, longest first. */
  readonly slowest: readonly { readonly elapsedMs: number; readonly request: string }[];
}

/** After so many requests of a lane, its sandboxes start again without faults, and those that it made are deleted. */
const requestsBetweenResets = 4000;

const maxFindings = 20;
const maxSlowest = 5;

/**
 * Sends valid, altered and hostile requests to every operation. A finding is a status of 500 or more, except 501, 507 and one
 * that `Prefer: code=` or a fault rule asks for, an error without the vendor's error body, or a connection that is closed
 * without a response.
 */
export async function sendHostileRequests(
  url: string,
  { seed, count, lanes }: HostileOptions,
): Promise<HostileResult> {
  const result = { responses: 0, statuses: {}, findings: [], slowest: [] };
  const work = Array.from({ length: lanes }, (_, lane) =>
    runLane(new FuzzClient(url), { seed: seed + lane, lane, count: count / lanes }, result),
  );
  await Promise.all(work);
  return result;
}

interface MutableResult {
  responses: number;
  readonly statuses: Record<string, number>;
  readonly findings: string[];
  slowest: { readonly elapsedMs: number; readonly request: string }[];
}

async function runLane(
  client: FuzzClient,
  { seed, lane, count }: { seed: number; lane: number; count: number },
  result: MutableResult,
): Promise<void> {
  const own = [`fuzz-${lane}-a`, `fuzz-${lane}-b`];
  const sandboxes = lane === 0 ? ['default', ...own] : own;
  const requests = new FuzzRequests({
    seed,
    sandboxes,
    shares: { valid: 0.15, altered: 0.4 },
    isDeterministic: false,
    allowsAborts: false,
  });
  let previous = 'nothing';
  for (let turn = 1; turn <= count && result.findings.length < maxFindings; turn++) {
    if (turn % requestsBetweenResets === 0) await reset(client, sandboxes, lane === 0);
    const request = requests.next();
    const response = await client.send(request);
    if (response.status < 300) requests.learn(response.body);
    addResponse(result, request, response);
    const finding = await findingOf(client, request, response);
    if (finding) {
      const text = Buffer.from(response.body.slice(0, 500), 'latin1');
      const name = `request ${turn} of seed ${seed}, after ${previous}`;
      result.findings.push(
        `${finding}: ${name}: ${describeRequest(request)}: ${response.status} ${text}`,
      );
    }
    previous = `${describeRequest(request).slice(0, 200)}: ${response.status}, ${response.body.length} bytes`;
  }
  client.close();
}

function addResponse(
  result: MutableResult,
  request: FuzzRequest,
  { status, elapsedMs }: RawResponse,
): void {
  result.responses++;
  result.statuses[status] = (result.statuses[status] ?? 0) + 1;
  if (result.slowest.length === maxSlowest && elapsedMs < (result.slowest.at(-1)?.elapsedMs ?? 0))
    return;
  result.slowest = [
    ...result.slowest,
    { elapsedMs, request: describeRequest(request).slice(0, 200) },
  ]
    .sort((one, other) => other.elapsedMs - one.elapsedMs)
    .slice(0, maxSlowest);
}

/** What is wrong with a response; undefined if nothing is. */
async function findingOf(
  client: FuzzClient,
  request: FuzzRequest,
  response: RawResponse,
): Promise<string | undefined> {
  const { status } = response;
  if (status === 0) return 'no response';
  if (status < 400) return undefined;
  const isExpected = status < 500 || status === 501 || status === 507;
  const isPreferred = request.headers.prefer === `code=${status}`;
  const finding =
    isExpected || isPreferred ? envelopeError(request, response) : 'unexpected status';
  return finding && (await hasFault(client, request, response)) ? undefined : finding;
}

/** Whether the journal says that a fault rule was applied to the request. */
async function hasFault(
  client: FuzzClient,
  { sandbox: intended }: FuzzRequest,
  { headers }: RawResponse,
): Promise<boolean> {
  // A malformed request may reach another sandbox than the intended one.
  const sandbox = headers.find(([name]) => name === 'x-sandbox')?.[1] ?? intended;
  const link = headers.find(([name]) => name === 'link')?.[1] ?? '';
  const [, number] = /\/_sim\/explain\/(\d+)>/.exec(link) ?? [];
  if (number === undefined) return false;
  const target = `/~${sandbox}/_sim/journal?limit=1&after=${Number(number) - 1}`;
  const { body } = await client.send({ method: 'GET', target, headers: {}, sandbox });
  return /"fault":"f\d+"/.test(body);
}

const validators = new Map(
  [...contracts, control].map((contract) => [contract, new ResponseValidator(modelsOf(contract))]),
);

/** Why the body of an error is not that of the contract's dialect; undefined if it is. */
function envelopeError(request: FuzzRequest, response: RawResponse): string | undefined {
  if (request.method === 'HEAD') return undefined;
  // Node's parser refused the request before it had a path and a sandbox.
  const isParsed = response.headers.some(([name]) => name === 'x-sandbox');
  const contract = (isParsed && request.contract) || undefined;
  try {
    const body = JSON.parse(Buffer.from(response.body, 'latin1').toString());
    if (contract) assertEnvelope(contract, request, body);
    else if ((body.status ?? body.code) !== response.status) return 'not its status in the body';
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function assertEnvelope(contract: Contract, { target }: FuzzRequest, body: unknown): void {
  const path = target.slice(target.indexOf(contract.mount) + contract.mount.length);
  validators.get(contract)?.assertProblem(dialectAt(contract, path), body);
}

/** Gives the lane's sandboxes their first state, and deletes all that requests have made. */
async function reset(client: FuzzClient, own: readonly string[], isFirst: boolean): Promise<void> {
  const call = (method: string, target: string) =>
    client.send({ method, target, headers: {}, sandbox: 'default' });
  for (const name of own) await call('POST', `/_sim/sandboxes/${name}/reset`);
  if (!isFirst) return;
  const { body } = await call('GET', '/_sim/sandboxes');
  for (const [, name = ''] of body.matchAll(/"name":"([^"]+)"/g))
    if (!/^(default|fuzz-.*)$/.test(name)) await call('DELETE', `/_sim/sandboxes/${name}`);
}
