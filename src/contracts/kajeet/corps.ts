import type { FastifyRequest } from 'fastify';
import type { CorpParams } from '../../../schemas/kajeet/corps.js';
import type { ValidatedRequest } from '../../simulator/contract/operation.js';
import { forbidden, notFound, type Problem } from '../../simulator/contract/problem.js';
import { requestedPath } from '../../simulator/pipeline/request-url.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { corps } from './collections.js';
import { kajeetCaller } from './identity.js';

/** Who sees which device group. */
export const treeRule = "Only for device groups at or below the caller's own";

/** A request of which only the caller matters. */
type RequestContext = Pick<FastifyRequest, 'caller' | 'sandbox' | 'originalUrl' | 'method'>;

/** The ids of a request's device group and of all groups below it. Throws a 404 problem for an unknown one. */
export function requireGroupIds(
  request: ValidatedRequest<CorpParams, unknown, unknown>,
): readonly string[] {
  const { corpId } = request.params;
  const groups = descendantGroupIds(request.sandbox, corpId);
  if (groups.length === 0) throw unknownGroup(request, corpId, suggestedCall(request, corpId));
  return groups;
}

/** The ids of a device group and of all groups below it; none for an unknown one. */
export function descendantGroupIds(sandbox: Sandbox, corpId: string): readonly string[] {
  return sandbox.documents(corps).keys({ tagged: { as: 'path', any: [corpId] } });
}

/** A corp that a body names. Throws a 404 problem for an unknown one, 403 for one outside the tree of the caller. */
export function requireCorpInTree(request: RequestContext, corpId: string) {
  const found = request.sandbox.documents(corps).get(corpId)?.wire;
  if (!found) throw unknownGroup(request, corpId);
  const internal = kajeetCaller(request).corp.corpId;
  if (!found.path.includes(internal)) {
    const actual = `${corpId} is not at or below ${internal}`;
    throw forbidden(actual, {
      rule: treeRule,
      evidence: 'inferred',
      actual,
      remedies: visibleGroupsHint(request),
    });
  }
  return found;
}

/** 404: no device group is called so. The ones that there are for the caller are explained, and calls that would pass. */
function unknownGroup(
  request: RequestContext,
  corpId: string,
  calls: readonly string[] = [],
): Problem {
  return notFound(`There is no device group ${corpId}`, {
    rule: 'A device group goes by its corpId, in the letters that it has',
    actual: `corpId ${corpId}`,
    remedies: [...visibleGroupsHint(request), ...calls],
  });
}

/** The same call about the caller's own group, where the path can be written so. */
function suggestedCall(request: RequestContext, corpId: string): string[] {
  const path = requestedPath(request);
  const internal = path
    .split('/')
    .map((part) => (part === encodeURIComponent(corpId) ? kajeetCaller(request).corp.corpId : part))
    .join('/');
  return internal === path ? [] : [`${request.method} ${internal}`];
}

/** The device groups that a caller may name, in words. */
export function visibleGroupsHint(request: Pick<RequestContext, 'caller' | 'sandbox'>): string[] {
  const { corpId } = kajeetCaller(request).corp;
  const all = descendantGroupIds(request.sandbox, corpId);
  return [`a device group at or below ${corpId}: ${all.join(', ')}`];
}
