import { RatePlanUsageQuery } from '../../../schemas/kajeet/rate-plan.js';
import { unpublishedResponse } from '../../../schemas/kajeet/unpublished.js';
import { anyScope, withConditions } from '../../simulator/contract/access.js';
import type { Operation } from '../../simulator/contract/operation.js';
import { stub } from '../../simulator/resources/stub.js';
import { asbMaster } from './access.js';
import { documentedAt } from './evidence.js';

/** Operations of the vendor's page Rate Plan. */
export const ratePlan: readonly Operation[] = [
  stub({
    method: 'GET',
    url: '/v1.0/rate-plan/usage',
    access: withConditions(anyScope, asbMaster),
    evidence: documentedAt('https://kajeet.dev/docs/api/rate-plan/get-v1-0-rate-plan-usage'),
    operationId: 'ratePlanUsage',
    summary: "Rate plan usage of the caller's organisation",
    querystring: RatePlanUsageQuery,
    response: { 200: unpublishedResponse },
  }),
];
