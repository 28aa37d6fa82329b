import type { FastifyRequest } from 'fastify';
import { ref } from '../../../../schemas/annotations.js';
import { customRole } from '../../../../schemas/esper/profiles.js';
import {
  Role,
  RoleCreate,
  type RoleInternal,
  RoleList,
  RoleParams,
  RoleScopes,
  RoleScopesUpdate,
  RolesQuery,
  RoleUpdate,
  type Scope,
  ScopeList,
} from '../../../../schemas/esper/v2/roles.js';
import { describeScope, scopeNames } from '../../../../schemas/esper/v2/scopes.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import { anyScope } from '../../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  pickDeclared,
  type UnvalidatedRequest,
} from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError, Problem } from '../../../simulator/contract/problem.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { administrators } from '../access.js';
import { roles as collection, roleSequence, users } from '../collections.js';
import { authz2 as evidence } from '../evidence.js';
import { resource } from '../resource.js';

const url = '/authz2/v1/roles/';

const role = resource({
  collection,
  url,
  itemUrl: `${url}:role_id`,
  id: 'role_id',
  noun: 'role',
  params: RoleParams,
  model: Role,
  evidence,
  key: ({ role_id }) => role_id.toLowerCase(),
  internal: (): RoleInternal => ({ scopes: [] }),
  validate: validateName,
  afterDelete: ({ sandbox }, deleted) => leaveRole(sandbox, deleted),
});

/** How many roles a list returns by default. */
const defaultLimit = 20;

/** Custom roles. */
export const customRoles: readonly Operation[] = [
  operation({
    method: 'GET',
    url,
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'GetRoleURL',
      summary: 'List Roles API',
      description: 'Custom roles, in the order of their names.',
      querystring: RolesQuery,
      response: { 200: ref(RoleList) },
    },
    handler(request) {
      const { name, role_type, limit = defaultLimit, offset = 0, sort = 'name' } = request.query;
      const where = {
        ...(name && { name: foldCase(name) }),
        ...(role_type && { role_type: Number(role_type) }),
      };
      const order = { column: sort.replace('-', ''), descending: sort.startsWith('-') };
      const found = request.sandbox.documents(collection).all({ where }, order);
      const roles = found.slice(offset, offset + limit).map(({ wire }) => wire);
      return { count: found.length, roles };
    },
  }),
  role.create({
    operationId: 'PostRoleURL',
    summary: 'Create a new role without scopes',
    body: RoleCreate,
    create: ({ sandbox, body: { name, description } }) => ({
      id: uuidOf(`esper created role ${sandbox.sequences.next(roleSequence)}`),
      name,
      description,
      role_type: 1,
      organization_type: 1,
    }),
  }),
  role.read({ operationId: 'GetRoleIdURL', summary: 'Get Role API' }),
  role.update({
    method: 'PATCH',
    operationId: 'UpdateRoleIdURL',
    summary: 'Patch Role API',
    description: 'Changes the name and the description; fields that are left out stay.',
    body: RoleUpdate,
    update: ({ body }, before) => ({ ...before, ...pickDeclared(RoleUpdate, body) }),
  }),
  role.delete({
    operationId: 'DeleteRoleIdURL',
    summary: 'Delete Role API',
    description: 'Refused while a user has the role.',
    refusals: { 400: 'The role is invalid, or a user has it.' },
  }),
  operation({
    method: 'GET',
    url: `${url}:role_id/scopes`,
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'GetRoleScopeURL',
      summary: 'List Role Scopes API',
      params: RoleParams,
      response: { 200: ScopeList },
    },
    handler: (request) => role.require(request).internal.scopes.map(toScope),
  }),
  operation({
    method: 'PUT',
    url: `${url}:role_id/scopes`,
    config: { access: administrators, evidence, effect: 'change' },
    schema: {
      operationId: 'PutRoleScopeURL',
      summary: 'Update Role Scopes API',
      description:
        'Replaces the scopes of a role. They take effect with the next call of its users.',
      params: RoleParams,
      body: ref(RoleScopesUpdate),
      response: { 200: ref(RoleScopes) },
    },
    check: validateScopes,
    handler(request) {
      const { wire } = role.require(request);
      const { scope_ids = [], scope_names = [] } = request.body;
      const named = new Set<string>([
        ...scope_names,
        ...scope_ids.flatMap((id) => scopeWithId(id) ?? []),
      ]);
      // The order of the vendor's list, whatever the order of the body.
      const scopes = scopeNames.filter((each) => named.has(each));
      request.sandbox.documents(collection).upsert(wire, { scopes });
      return { scopes: scopes.map(toScope) };
    },
  }),
];

const idOf = (name: string) => uuidOf(`esper scope ${name}`);

function toScope(name: string): Scope {
  return {
    id: idOf(name),
    name,
    description: describeScope(name),
    scope_type: 1,
    organization_type: 1,
  };
}

let namesById: ReadonlyMap<string, string> | undefined;

/** The name of the scope with an id; undefined for an unknown one. */
function scopeWithId(id: string): string | undefined {
  namesById ??= new Map(scopeNames.map((name) => [idOf(name), name]));
  return namesById.get(id.toLowerCase());
}

/** Reports ids that no scope has, and a body with neither ids nor names. */
function validateScopes({ body }: UnvalidatedRequest): FieldError[] {
  const { scope_ids: ids, scope_names: names } = body;
  if (ids === undefined && names === undefined)
    return fieldError('', 'must have scope_ids or scope_names; an empty list removes all scopes');
  if (!Array.isArray(ids)) return [];
  return ids.flatMap((id, index) => {
    if (typeof id !== 'string' || scopeWithId(id)) return [];
    return fieldError(`scope_ids/${index}`, `must be the id of a scope; no scope has ${id}`);
  });
}

function validateName(
  { sandbox, body }: Pick<UnvalidatedRequest, 'sandbox' | 'body'>,
  before: Role | undefined,
): FieldError[] {
  const { name } = body;
  if (typeof name !== 'string') return [];
  const other = sandbox.documents(collection).findOne({ where: { name: foldCase(name) } })?.wire;
  if (!other || other.id === before?.id) return [];
  return fieldError('name', `must be unique; another role is called ${JSON.stringify(other.name)}`);
}

/** Takes a deleted role off the profiles that only mention it. Throws a 400 problem if a user has the role. */
function leaveRole(sandbox: Sandbox, { id, name }: Role): void {
  const stored = sandbox.documents(users);
  const mentioning = stored.all({}).filter(({ wire }) => wire.profile.authz_role_id === id);
  const holders = mentioning.filter(({ wire }) => wire.profile.role === customRole).length;
  if (holders > 0)
    throw new Problem(400, `The role ${name} cannot be deleted while users have it: ${holders}`);
  for (const { wire, internal } of mentioning)
    stored.upsert({ ...wire, profile: { ...wire.profile, authz_role_id: null } }, internal);
}

/** Reports a custom role that does not exist, or is missing where the role of a user needs one. */
export function customRoleErrors(
  { sandbox }: Pick<FastifyRequest, 'sandbox'>,
  field: string,
  { role: userRole, authz_role_id: id }: Readonly<Record<string, unknown>>,
): FieldError[] {
  if (userRole !== customRole) return [];
  if (id === undefined) return fieldError(field, `is missing; the role ${customRole} needs it`);
  if (typeof id !== 'string' || sandbox.documents(collection).get(id.toLowerCase())) return [];
  return fieldError(field, `must be the id of a role; no role has ${id}`);
}
