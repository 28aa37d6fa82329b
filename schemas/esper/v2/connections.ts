import { type Static, Type } from '@sinclair/typebox';
import { ref, stringEnum } from '../../annotations.js';

export const ConnectionsQuery = Type.Object({
  is_default: Type.Optional(
    Type.Boolean({ description: 'Only the default connection, or only the others' }),
  ),
});

export const Connection = Type.Object(
  {
    connection_id: Type.String({ description: 'What invites name it by' }),
    connection: Type.Object({
      name: Type.String({ examples: ['northstar-saml'] }),
      strategy: stringEnum(['samlp', 'oidc'], { description: 'SAML or OpenID Connect' }),
      is_default: Type.Boolean({ description: 'Whether invites without a connection use it' }),
    }),
  },
  { $id: 'CustomConnectionsListResponse', description: 'A way to sign on' },
);
export type Connection = Static<typeof Connection>;

export const ConnectionList = Type.Object(
  {
    count: Type.Integer({ description: 'How many connections match' }),
    connections: Type.Array(ref(Connection)),
  },
  { $id: 'ConnectionList', description: 'The sign-on connections of a tenant' },
);
