import type { CorpParams } from '../../../schemas/kajeet/corps.js';
import type { ReadRequest } from '../../simulator/contract.js';
import { notFound, refused } from '../../simulator/problem.js';
import type { Sandbox } from '../../store/sandbox.js';
import { corps } from './collections.js';
import type { KajeetCaller } from './identity.js';

/** The ids of a request's device group and of all groups below it. Throws a 404 problem for an unknown one. */
export function deviceGroup(request: ReadRequest<CorpParams, unknown, unknown>): readonly string[] {
  const { corpId } = request.params;
  const groups = groupsBelow(request.sandbox, corpId);
  if (groups.length === 0) throw notFound(`There is no device group ${corpId}`);
  return groups;
}

/** The ids of a device group and of all groups below it; none for an unknown one. */
export function groupsBelow(sandbox: Sandbox, corpId: string): readonly string[] {
  return sandbox.documents(corps).keys({ tagged: { as: 'path', any: [corpId] } });
}

/** A corp that a body names. Throws a 404 problem for an unknown one, 403 for one outside the tree of the caller. */
export function corpInTree(sandbox: Sandbox, caller: KajeetCaller, corpId: string) {
  const found = sandbox.documents(corps).get(corpId)?.wire;
  if (!found) throw notFound(`There is no device group ${corpId}`);
  const own = caller.corp.corpId;
  if (!found.path.includes(own)) throw refused(`${corpId} is not at or below ${own}`);
  return found;
}
