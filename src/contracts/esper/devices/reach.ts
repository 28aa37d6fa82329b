import type { FastifyRequest } from 'fastify';
import { type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import { devices } from '../collections.js';
import { callingUser, isLimitedToGroups } from '../identity.js';
import { allGroups, subtreeIds } from './group-tree.js';

type Request = Pick<FastifyRequest, 'sandbox' | 'caller'>;

/** The ids of the groups that a caller sees: those of its profile, and the groups below them. Undefined for a caller who sees all. */
export function reachableGroups(request: Request): ReadonlySet<string> | undefined {
  if (!isLimitedToGroups(request.caller)) return undefined;
  const own = callingUser(request).profile.groups.map(({ id }) => id);
  return new Set(subtreeIds(allGroups(request.sandbox), own));
}

/** The ids of groups and of the groups below them, without those that the caller does not see. */
export function reachableSubtrees(request: Request, named: readonly string[]): string[] {
  const visible = reachableGroups(request);
  const ids = subtreeIds(allGroups(request.sandbox), named);
  return visible ? ids.filter((id) => visible.has(id)) : ids;
}

/** Selects the devices that a caller sees, and only those of the named groups and of the groups below them when there are any. */
export function devicesInGroups(
  request: Request,
  named?: readonly string[],
): { readonly groupId?: readonly string[] } {
  const groups = named ? reachableSubtrees(request, named) : reachableGroups(request);
  return groups ? { groupId: [...groups] } : {};
}

/** Whether a caller sees a group, and so the devices in it. */
export function reachesGroup(request: Request, id: string): boolean {
  return reachableGroups(request)?.has(id) ?? true;
}

/** Returns a function that tells whether a caller sees the device with an id. */
export function deviceReach(request: Request): (id: string) => boolean {
  const groups = reachableGroups(request);
  if (!groups) return () => true;
  const stored = request.sandbox.documents(devices);
  return (id) => groups.has(stored.get(id.toLowerCase())?.wire.group ?? '');
}

/** Reports the ids in a list of a body that the caller does not see. Those that do not exist at all are reported elsewhere. */
export function unreachableIds(
  request: Request,
  field: string,
  kind: 'device' | 'group',
  ids: unknown,
): FieldError[] {
  const groups = reachableGroups(request);
  if (!groups || !Array.isArray(ids)) return [];
  return ids.flatMap((id, index) => {
    if (typeof id !== 'string') return [];
    const device = request.sandbox.documents(devices).get(id.toLowerCase())?.wire;
    const group = kind === 'group' ? id.toLowerCase() : device?.group;
    if (group === undefined || groups.has(group)) return [];
    const message = `must be the id of a ${kind} that the groups of the caller have, not ${id}`;
    return fieldError(`${field}/${index}`, message);
  });
}
