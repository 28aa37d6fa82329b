import type { Send } from '../../support/app.js';
import { esper } from '../api.js';
import { authz, createRole, enterprise, findUser, keyOf } from './api.js';

export const base = `${esper}/enterprise/${enterprise}`;
export const groups = `${base}/devicegroup/`;
export const devices = `${base}/device/`;
export const commands = `${esper}/v0/enterprise/${enterprise}/command/`;

export interface Device {
  readonly id: string;
  readonly device_name: string;
  readonly tags: readonly string[];
  readonly groups: readonly string[];
}

interface Group {
  readonly id: string;
  readonly path: string;
  readonly device_count: number;
}

/** The group of elena.duarte with one below it, another group, and the devices inside and outside of hers. */
export interface Arrangement {
  readonly own: string;
  readonly below: string;
  readonly other: string;
  readonly inside: readonly Device[];
  readonly outside: Device;
  readonly all: readonly Device[];
}

/** Makes a group below that of the persona Group Admin, with a device, and finds devices inside and outside. */
export async function arrange(send: Send): Promise<Arrangement> {
  const [own] = (await findUser(send, 'elena.duarte')).profile.groups;
  const id = String(own?.id);
  const body = { name: 'Room 12', parent: id };
  const below = (await send('POST', groups, { body })).body.id as string;
  const all: Device[] = (await send('GET', `${devices}?limit=500`)).body.results;
  const isIn = (group: string) => (each: Device) =>
    each.groups.some((link) => link.includes(group));
  const inside = all.filter(isIn(id));
  await send('PATCH', `${groups}${below}/?action=add`, { body: { device_ids: [inside[0]?.id] } });
  // Another part of the organisation, not the group above all.
  const listed: Group[] = (await send('GET', `${groups}?limit=100`)).body.results;
  const isOther = (each: Group) =>
    each.path.includes('/') && !each.path.includes(String(own?.name)) && each.device_count > 0;
  const other = String(listed.find(isOther)?.id);
  return { own: id, below, other, inside, outside: all.find(isIn(other)) as Device, all };
}

/** What the callers are called whose groups limit them; the last one has a custom role. */
export const limitedRoles = ['Group Admin', 'Group Viewer', 'AuthZ Role User'] as const;

const readScopes = ['device', 'device_app', 'app', 'report', 'device_graph', 'geofence', 'group'];

/** The key of a caller who sees the groups of an arrangement alone, in one of the roles. */
export async function limitedKey(
  send: Send,
  { own }: Arrangement,
  role: (typeof limitedRoles)[number],
  scopes: readonly string[] = [],
): Promise<string> {
  if (role !== 'AuthZ Role User') {
    const body = { contract: 'esper', persona: 'elena.duarte', role };
    return (await send('POST', '/_sim/tokens', { body })).body.token;
  }
  const names = [...readScopes.map((name) => `read:${name}`), ...scopes];
  const authz_role_id = await createRole(send, 'Limited reader', names);
  const { authn_user_id } = (await findUser(send, 'ruth.castellano')).profile;
  const body = { role, authz_role_id, groups: [own] };
  await send('PUT', `${authz}/users/${authn_user_id}`, { body });
  return keyOf(send, 'ruth.castellano');
}
