import { ref } from '../../../../schemas/annotations.js';
import { ConnectionList, ConnectionsQuery } from '../../../../schemas/esper/v2/connections.js';
import { TenantParams } from '../../../../schemas/esper/v2/invites.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { connections as collection } from '../collections.js';
import { authn2 } from '../evidence.js';
import { enterprises } from './lookup.js';

/** How users of the tenant sign on. */
export const connections: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/authn2/v0/tenant/:enterprise_id/connection',
    config: { access: anyScope, evidence: authn2, effect: 'read' },
    schema: {
      operationId: 'getConnections',
      summary: 'List SSO connections',
      params: TenantParams,
      querystring: ConnectionsQuery,
      response: { 200: ref(ConnectionList) },
    },
    handler(request) {
      enterprises.require(request);
      const { is_default } = request.query;
      const where = is_default === undefined ? {} : { isDefault: Number(is_default) };
      const found = request.sandbox.documents(collection).all({ where });
      return { count: found.length, connections: found.map(({ wire }) => wire) };
    },
  }),
];
