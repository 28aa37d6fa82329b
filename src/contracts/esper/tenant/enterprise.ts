import {
  EnterpriseParams,
  EnterpriseUpdateV1,
  EnterpriseV1,
} from '../../../../schemas/esper/tenant/enterprise.js';
import { type Operation, pickDeclared } from '../../../simulator/contract/operation.js';
import { enterprises as collection } from '../collections.js';
import { manageSpec } from '../evidence.js';
import { resource } from '../resource.js';
import { enterprises } from './lookup.js';
import { currentTimestamp } from './timestamp.js';

const enterprise = resource({
  collection,
  url: '/v1/enterprise/',
  id: 'enterprise_id',
  noun: 'enterprise',
  params: EnterpriseParams,
  model: EnterpriseV1,
  evidence: manageSpec,
  key: ({ enterprise_id }) => enterprise_id.toLowerCase(),
  parent: enterprises,
});

/** The enterprise of the tenant. */
export const enterpriseOperations: readonly Operation[] = [
  enterprise.read({ operationId: 'getEnterprise', summary: 'Get your enterprise information' }),
  enterprise.update({
    method: 'PATCH',
    operationId: 'partialUpdateEnterprise',
    summary: 'Partial update enterprise information',
    body: EnterpriseUpdateV1,
    update({ sandbox, body }, before) {
      const sent = pickDeclared(EnterpriseUpdateV1, body);
      if (Object.keys(sent).length === 0) return before;
      return { ...before, ...sent, updated_on: currentTimestamp(sandbox) };
    },
  }),
];
