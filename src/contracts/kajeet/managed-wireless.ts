import { MdnParams } from '../../../schemas/kajeet/devices/device.js';
import { unpublishedResponse } from '../../../schemas/kajeet/unpublished.js';
import { anyScope, withConditions } from '../../simulator/contract/access.js';
import type { Operation } from '../../simulator/contract/operation.js';
import { stub } from '../../simulator/resources/stub.js';
import { withinOwnTree } from './corps.js';
import { observed } from './evidence.js';

/** Managed wireless operations, which no vendor page documents. */
export const managedWireless: readonly Operation[] = [
  stub({
    method: 'GET',
    url: '/v1.0/managedwireless/devices/:corpId/:mdn',
    access: withConditions(anyScope, withinOwnTree),
    evidence: observed,
    operationId: 'getManagedWirelessDevice',
    summary: 'Managed-wireless details of one device',
    params: MdnParams,
    response: { 200: unpublishedResponse },
  }),
];
