import {
  exampleSubscription,
  type StoredSubscription,
} from '../../schemas/esper/tenant/subscriptions.js';

/** The AWS account of the district's data team, which gets the events of devices. */
export function subscriptions(): StoredSubscription[] {
  const created_on = '2024-10-14T15:45:00Z';
  return [
    {
      id: exampleSubscription,
      aws_account_id: '210987654321',
      sns_topic_arn: topicOf(exampleSubscription),
      created_on,
      updated_on: created_on,
      is_subscribed: true,
    },
  ];
}

/** The topic of a subscription. It is in an account of the vendor and sends nothing. */
export function topicOf(id: string): string {
  return `arn:aws:sns:us-east-1:000000000000:events-${id}`;
}
