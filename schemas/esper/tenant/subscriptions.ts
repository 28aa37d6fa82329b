import { type Static, Type } from '@sinclair/typebox';
import { enterpriseId, uuid } from '../profiles.js';
import { link, pageOf, pageParameters, time } from '../values.js';

/** A seeded subscription. */
export const exampleSubscription = '6f0c1d53-4a39-5b7e-8a40-51d2b8f6c9e2';

const aws_account_id = Type.String({
  minLength: 1,
  description: 'The AWS account that gets the events',
  examples: ['123456789012'],
});

export const EventSubscription = Type.Object(
  {
    id: uuid('The subscription', exampleSubscription),
    aws_account_id,
    sns_topic_arn: Type.String({ description: 'The topic that the account may subscribe to' }),
    created_on: time('When it was created'),
    updated_on: time('When it was last changed'),
    is_subscribed: Type.Boolean({ description: 'Whether events are sent' }),
    enterprise: link('The enterprise'),
  },
  { $id: 'EventSubscription', description: 'An AWS account that gets the events of devices' },
);
export type EventSubscription = Static<typeof EventSubscription>;
export const EventSubscriptionPage = pageOf(EventSubscription, 'subscriptions');

/** A subscription as it is stored. */
export const StoredSubscription = Type.Omit(EventSubscription, ['enterprise']);
export type StoredSubscription = Static<typeof StoredSubscription>;

export const EventSubscriptionArgs = Type.Object(
  { aws_account_id },
  {
    $id: 'EventSubscriptionArgs',
    description: 'A subscription to create',
    examples: [{ aws_account_id: '123456789012' }],
  },
);

export const SubscriptionParams = Type.Object({
  enterprise_id: uuid('The enterprise', enterpriseId),
  subscription_id: uuid('The subscription', exampleSubscription),
});

export const SubscriptionsQuery = Type.Object(pageParameters());
