import { InitialTemplateParams } from '../../../../schemas/esper/devices/reports.js';
import { unspecifiedResponse } from '../../../../schemas/responses.js';
import { anyScope } from '../../../simulator/contract/access.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import { unsimulatedOperation } from '../../../simulator/resources/unsimulated-operation.js';
import { supportTool } from '../evidence.js';

/** No document or client code shows what the template of a device looks like. */
export const initialTemplate: readonly Operation[] = [
  unsimulatedOperation({
    method: 'GET',
    url: '/enterprise/:enterprise_id/device/:device_id/initialtemplate/',
    access: anyScope,
    evidence: supportTool,
    operationId: 'getInitialTemplate',
    summary: 'The template that a device was provisioned with',
    params: InitialTemplateParams,
    response: { 200: unspecifiedResponse('The template; no key is known') },
  }),
];
