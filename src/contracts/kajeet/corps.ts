import type { FastifyRequest } from 'fastify';
import type { CorpParams } from '../../../schemas/kajeet/corps.js';
import type { ReadRequest } from '../../simulator/contract.js';
import { notFound, type Problem, refused } from '../../simulator/problem.js';
import { pathOf } from '../../simulator/speak.js';
import type { Sandbox } from '../../store/sandbox.js';
import { corps } from './collections.js';
import { me } from './identity.js';

/** Who sees which device group. */
export const treeRule = "Only for device groups at or below the caller's own";

/** A request of which only the caller matters. */
type Asking = Pick<FastifyRequest, 'caller' | 'sandbox' | 'originalUrl' | 'method'>;

/** The ids of a request's device group and of all groups below it. Throws a 404 problem for an unknown one. */
export function deviceGroup(request: ReadRequest<CorpParams, unknown, unknown>): readonly string[] {
  const { corpId } = request.params;
  const groups = groupsBelow(request.sandbox, corpId);
  if (groups.length === 0) throw noGroup(request, corpId, callAbout(request, corpId));
  return groups;
}

/** The ids of a device group and of all groups below it; none for an unknown one. */
export function groupsBelow(sandbox: Sandbox, corpId: string): readonly string[] {
  return sandbox.documents(corps).keys({ tagged: { as: 'path', any: [corpId] } });
}

/** A corp that a body names. Throws a 404 problem for an unknown one, 403 for one outside the tree of the caller. */
export function corpInTree(request: Asking, corpId: string) {
  const found = request.sandbox.documents(corps).get(corpId)?.wire;
  if (!found) throw noGroup(request, corpId);
  const own = me(request).corp.corpId;
  if (!found.path.includes(own)) {
    const had = `${corpId} is not at or below ${own}`;
    throw refused(had, { rule: treeRule, evidence: 'inferred', had, passes: groupsOf(request) });
  }
  return found;
}

/** 404: no device group is called so. The ones that there are for the caller are explained, and calls that would pass. */
function noGroup(request: Asking, corpId: string, calls: readonly string[] = []): Problem {
  return notFound(`There is no device group ${corpId}`, {
    rule: 'A device group goes by its corpId, in the letters that it has',
    had: `corpId ${corpId}`,
    passes: [...groupsOf(request), ...calls],
  });
}

/** The same call about the caller's own group, where the path can be written so. */
function callAbout(request: Asking, corpId: string): string[] {
  const path = pathOf(request);
  const own = path
    .split('/')
    .map((part) => (part === encodeURIComponent(corpId) ? me(request).corp.corpId : part))
    .join('/');
  return own === path ? [] : [`${request.method} ${own}`];
}

/** The device groups that a caller may name, in words. */
export function groupsOf(request: Pick<Asking, 'caller' | 'sandbox'>): string[] {
  const { corpId } = me(request).corp;
  const all = groupsBelow(request.sandbox, corpId);
  return [`a device group at or below ${corpId}: ${all.join(', ')}`];
}
