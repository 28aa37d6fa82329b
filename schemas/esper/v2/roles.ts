import { type Static, Type } from '@sinclair/typebox';
import { chosen, ref, stringEnum, stringUpToSetting } from '../../annotations.js';
import { exampleRole, uuid } from '../profiles.js';
import { scopeNames } from './scopes.js';

export const RoleParams = Type.Object({ role_id: uuid('The role', exampleRole) });

export const Role = Type.Object(
  {
    id: uuid('The role', exampleRole),
    name: Type.String({ examples: ['Librarian'] }),
    description: Type.String({ examples: ['Hands out loaners'] }),
    role_type: Type.Integer({ description: '1 for a custom role, which is the only type here' }),
    organization_type: Type.Integer({ description: '1 for a tenant' }),
  },
  { $id: 'RoleResponse', description: 'A custom role' },
);
export type Role = Static<typeof Role>;

/** The names of the scopes of a role. */
export const RoleInternal = Type.Object({ scopes: Type.Array(Type.String()) });
export type RoleInternal = Static<typeof RoleInternal>;

export const RolesQuery = Type.Object({
  name: Type.Optional(Type.String({ description: 'Only the role with this name, in any case' })),
  role_type: Type.Optional(Type.String({ description: 'Only roles of this type' })),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, description: 'How many to return; 20 when left out' }),
  ),
  offset: Type.Optional(Type.Integer({ minimum: 0, description: 'How many to skip' })),
  sort: Type.Optional(
    chosen(
      stringEnum(['name', '-name', 'description', '-description'], {
        description: 'The field to sort by; a minus before it reverses the order',
      }),
      'enum',
    ),
  ),
});

const name = chosen(
  stringUpToSetting('maxNameLength', {
    minLength: 1,
    pattern: '\\S',
    description: 'Unique, whatever its case',
    examples: ['Tablet Desk'],
  }),
  'minLength',
  'maxLength',
  'pattern',
);
const description = Type.String({ maxLength: 1000, examples: ['Restarts and locks tablets'] });
const writable = { name, description: chosen(description, 'maxLength') };
export const RoleCreate = Type.Object(writable, {
  $id: 'CreateRole',
  description: 'A new role',
  examples: [{ name: 'Tablet Desk', description: 'Restarts and locks tablets' }],
});
export const RoleUpdate = Type.Object(Type.Partial(Type.Object(writable)).properties, {
  $id: 'UpdateRole',
  description: 'The changes of a role',
  examples: [{ description: 'Hands out loaners and takes them back' }],
});

export const Scope = Type.Object(
  {
    id: uuid('The scope', exampleRole),
    name: stringEnum(scopeNames, { description: 'What it allows' }),
    description: Type.String(),
    scope_type: Type.Integer({ description: '1 for a scope of a tenant' }),
    organization_type: Type.Integer({ description: '1 for a tenant' }),
  },
  { $id: 'ScopeResponse', description: 'A scope of custom roles' },
);
export type Scope = Static<typeof Scope>;

export const RoleList = Type.Object(
  {
    count: Type.Integer({ description: 'How many roles match' }),
    roles: Type.Array(ref(Role)),
  },
  { $id: 'RoleList', description: 'Custom roles' },
);

export const ScopeList = Type.Array(ref(Scope));

export const RoleScopes = Type.Object(
  { scopes: Type.Array(ref(Scope)) },
  { $id: 'RoleScopes', description: 'The scopes of a role' },
);

export const RoleScopesUpdate = Type.Object(
  {
    scope_ids: Type.Optional(
      Type.Array(Type.String({ format: 'uuid' }), { description: 'The ids of the scopes' }),
    ),
    scope_names: Type.Optional(
      Type.Array(stringEnum(scopeNames), { description: 'The names of the scopes' }),
    ),
  },
  {
    $id: 'UpdateRoleScopes',
    description: 'The new scopes of a role, by id or by name; those of both lists count',
    examples: [{ scope_names: ['read:device', 'read:group', 'create:device_command:REBOOT'] }],
  },
);
