import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import {
  EventSubscription,
  EventSubscriptionArgs,
  EventSubscriptionPage,
  type StoredSubscription,
  SubscriptionParams,
  SubscriptionsQuery,
} from '../../../../schemas/esper/tenant/subscriptions.js';
import { topicOf } from '../../../../seeds/esper/index.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import { subscriptions as collection, subscriptionSequence } from '../collections.js';
import { manageSpec } from '../evidence.js';
import { linksFor } from '../links.js';
import { resource } from '../resource.js';
import { currentTimestamp } from './timestamp.js';

const subscription = resource({
  collection,
  url: '/v0/enterprise/:enterprise_id/subscription/',
  id: 'subscription_id',
  noun: 'subscription',
  params: SubscriptionParams,
  model: EventSubscription,
  evidence: manageSpec,
  key: ({ subscription_id }) => subscription_id.toLowerCase(),
  present: (request, { wire }) => presentSubscription(request, wire),
});

/** AWS accounts that get events. Nothing is sent. */
export const subscriptions: readonly Operation[] = [
  subscription.list({
    operationId: 'getAllSubscriptions',
    summary: 'List Subscriptions in Enterprise',
    querystring: SubscriptionsQuery,
    page: EventSubscriptionPage,
    defaultOrder: 'created_on',
    toListItem: (wire, request) => presentSubscription(request, wire),
  }),
  subscription.create({
    operationId: 'createSubscription',
    summary: 'Create a Subscription',
    description: 'No events are sent to the account.',
    body: EventSubscriptionArgs,
    create({ sandbox, body }) {
      const number = sandbox.sequences.next(subscriptionSequence);
      const id = uuidOf(`esper created subscription ${number}`);
      const now = currentTimestamp(sandbox);
      return {
        id,
        aws_account_id: body.aws_account_id,
        sns_topic_arn: topicOf(id),
        created_on: now,
        updated_on: now,
        is_subscribed: true,
      };
    },
  }),
  subscription.read({ operationId: 'getSubscription', summary: 'Get subscription information' }),
  subscription.delete({ operationId: 'deleteSubscription', summary: 'Delete a subscription' }),
];

function presentSubscription(
  request: PresentRequest,
  stored: StoredSubscription,
): EventSubscription {
  return { ...stored, enterprise: linksFor(request).enterprise(enterpriseId) };
}
