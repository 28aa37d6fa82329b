import { defaultPlace, topicOf } from '../../../../seeds/esper/index.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import { numberKey, uuidKey } from '../../../simulator/data/document-keys.js';
import { documentRules } from '../../../simulator/data/rules.js';
import { blueprints, devices, geofences, groups, policies, subscriptions } from '../collections.js';
import { currentTimestamp } from '../tenant/timestamp.js';
import { newPolicy } from './assignment.js';

const policyRules = documentRules({
  collection: policies,
  description: 'Policies, one of which a device follows',
  columns: [
    'name',
    'description',
    'is_active',
    'updated_on',
    'created_on',
    'google_policy_id',
    'id',
  ],
  nameFields: ['name'],
  keyField: '/wire/id',
  toKey: numberKey,
  generate({ sandbox, number }) {
    const fields = { name: `Policy ${number}`, description: '', policy: {}, is_active: true };
    return { wire: newPolicy(sandbox, fields), internal: {} };
  },
});

const geofenceRules = documentRules({
  collection: geofences,
  description: 'Geofences, with the identifiers of their devices and groups',
  columns: [
    ...['name', 'description', 'radius', 'radius_unit', 'groups', 'devices'],
    ...['device_actions', 'created_by', 'created_on', 'id'],
  ],
  nameFields: ['name'],
  keyField: '/wire/id',
  toKey: uuidKey,
  references: [
    { at: '/wire/devices/*', to: devices },
    { at: '/wire/groups/*', to: groups },
  ],
  generate({ sandbox, number }) {
    const now = currentTimestamp(sandbox);
    const wire = {
      id: uuidOf(`esper generated geofence ${number}`),
      name: `Geofence ${number}`,
      description: '',
      latitude: String(defaultPlace.latitude),
      longitude: String(defaultPlace.longitude),
      radius: 500,
      radius_unit: 'METERS' as const,
      device_actions: [],
      created_by: '',
      created_on: now,
      updated_on: now,
      devices: [],
      groups: [],
    };
    return { wire, internal: {} };
  },
});

const blueprintRules = documentRules({
  collection: blueprints,
  description: 'Blueprints, each of one group',
  columns: [
    ...['name', 'group', 'locked', 'latest_revision.revision_id', 'latest_revision.comments'],
    ...['updated_on', 'id'],
  ],
  nameFields: ['name'],
  keyField: '/wire/id',
  toKey: uuidKey,
  references: [{ at: '/wire/group', to: groups, index: 'groupId' }],
});

const subscriptionRules = documentRules({
  collection: subscriptions,
  description: 'AWS accounts that get events of devices',
  columns: ['aws_account_id', 'is_subscribed', 'sns_topic_arn', 'created_on', 'id'],
  nameFields: ['aws_account_id'],
  keyField: '/wire/id',
  toKey: uuidKey,
  derived: ['/wire/sns_topic_arn'],
  derive: ({ wire, internal }) => ({
    wire: { ...wire, sns_topic_arn: topicOf(wire.id) },
    internal,
  }),
});

/** How the control plane reads and writes what manages devices. */
export const managementRules = [policyRules, geofenceRules, blueprintRules, subscriptionRules];
