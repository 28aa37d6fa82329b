import type { FastifyRequest } from 'fastify';
import {
  type AccountFlag,
  type Corp,
  type CorpParams,
  type Feature,
  features,
} from '../../../schemas/kajeet/corps.js';
import type { Condition } from '../../simulator/contract/access.js';
import type { ValidatedRequest } from '../../simulator/contract/operation.js';
import { forbidden, notFound, type Problem } from '../../simulator/contract/problem.js';
import { requestedPath } from '../../simulator/pipeline/routing.js';
import { suggestion } from '../../simulator/validation/suggestion.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { corps } from './collections.js';
import { accountIdOf, kajeetCaller } from './identity.js';

/** The rule for the device groups that a caller may name. */
const treeRule = "Only for device groups at or below the caller's own";

/** The parts of a request that name its caller and its path. */
type RequestContext = Pick<FastifyRequest, 'caller' | 'sandbox' | 'originalUrl' | 'method'>;

/** The device group is the caller's or below it. An unknown group passes, because the operation responds with 404. */
export const withinOwnTree: Condition = {
  name: 'ownTree',
  rule: treeRule,
  evidence: 'inferred',
  isAccountCondition: false,
  violation: (_, request) => {
    const { corpId } = request.params as { corpId: string };
    const requested = request.sandbox.documents(corps).get(corpId)?.wire;
    const callerCorpId = kajeetCaller(request).corp.corpId;
    return !requested || requested.path.includes(callerCorpId)
      ? undefined
      : `${corpId} is not at or below ${callerCorpId}`;
  },
  remedies: (_, request) => visibleGroupsHint(request),
};

/** Returns the ids of a request's device group and of all groups below it. Throws a 404 problem for an unknown group. */
export function requireGroupIds(
  request: ValidatedRequest<CorpParams, unknown, unknown>,
): readonly string[] {
  const { corpId } = request.params;
  const groups = descendantGroupIds(request.sandbox, corpId);
  if (groups.length === 0) throw unknownGroup(request, corpId, suggestedCall(request, corpId));
  return groups;
}

/** Returns the ids of a device group and of all groups below it; none for an unknown group. */
export function descendantGroupIds(sandbox: Sandbox, corpId: string): readonly string[] {
  return sandbox.documents(corps).keys({ tagged: { as: 'path', any: [corpId] } });
}

/** A device group and all groups below it, by corp id. */
export function descendantCorps(sandbox: Sandbox, corpId: string): readonly Corp[] {
  const query = { tagged: { as: 'path', any: [corpId] } };
  const order = { column: 'key', descending: false };
  return sandbox
    .documents(corps)
    .all(query, order)
    .map(({ wire }) => wire);
}

/** Whether a device group has access to a feature: its own features count, or else those of the nearest group above it. */
export function hasFeature(sandbox: Sandbox, corp: Corp, feature: Feature): boolean {
  const stored = sandbox.documents(corps);
  const nearest = corp.path.map((id) => stored.get(id)?.wire.features).findLast(Boolean);
  return (nearest ?? features).includes(feature);
}

/** Whether a flag of the account of a corp is on. */
export function isFlagOn(sandbox: Sandbox, corp: Corp, flag: AccountFlag): boolean {
  const account = sandbox.documents(corps).get(accountIdOf({ corp }))?.wire;
  return !account?.flagsOff?.includes(flag);
}

/** Returns a corp that a body names. Throws a 404 problem for an unknown corp, 403 outside the caller's tree. */
export function requireCorpInTree(request: RequestContext, corpId: string) {
  const found = request.sandbox.documents(corps).get(corpId)?.wire;
  if (!found) throw unknownGroup(request, corpId);
  const callerCorpId = kajeetCaller(request).corp.corpId;
  if (!found.path.includes(callerCorpId)) {
    const actual = `${corpId} is not at or below ${callerCorpId}`;
    throw forbidden(actual, {
      rule: treeRule,
      evidence: 'inferred',
      actual,
      remedies: visibleGroupsHint(request),
    });
  }
  return found;
}

/** Creates the 404 problem for an unknown device group, with the groups and calls that would work. */
function unknownGroup(
  request: RequestContext,
  corpId: string,
  calls: readonly string[] = [],
): Problem {
  const hint = suggestion(corpId, visibleGroupIds(request));
  return notFound(`There is no device group ${corpId}${hint}`, {
    rule: 'A device group is identified by its corpId, which is case-sensitive',
    actual: `corpId ${corpId}`,
    remedies: [...visibleGroupsHint(request), ...calls],
  });
}

/** The same call for the caller's group; none when the path does not contain the corpId. */
function suggestedCall(request: RequestContext, corpId: string): string[] {
  const path = requestedPath(request);
  const suggestedPath = path
    .split('/')
    .map((part) => (part === encodeURIComponent(corpId) ? kajeetCaller(request).corp.corpId : part))
    .join('/');
  return suggestedPath === path ? [] : [`${request.method} ${suggestedPath}`];
}

/** Describes the device groups that a caller may name. */
function visibleGroupsHint(request: Pick<RequestContext, 'caller' | 'sandbox'>): string[] {
  const { corpId } = kajeetCaller(request).corp;
  return [`a device group at or below ${corpId}: ${visibleGroupIds(request).join(', ')}`];
}

/** Returns the ids of the caller's device group and of all groups below it. */
export function visibleGroupIds(
  request: Pick<RequestContext, 'caller' | 'sandbox'>,
): readonly string[] {
  return descendantGroupIds(request.sandbox, kajeetCaller(request).corp.corpId);
}
