import { deviceStates } from '../../../../schemas/esper/devices/device.js';
import { formatTimestamp } from '../../../../schemas/esper/users.js';
import { additionalDevice } from '../../../../seeds/esper/index.js';
import { defaultInstant } from '../../../../seeds/world/world.js';
import { uuidKey } from '../../../simulator/data/document-keys.js';
import { documentRules } from '../../../simulator/data/rules.js';
import { devices, enterprises, groups, policies } from '../collections.js';
import { deliverWaiting } from '../commands/run.js';
import { findPolicy } from '../policies/assignment.js';
import { recountDevices } from './group-tree.js';

export const enterpriseRules = documentRules({
  collection: enterprises,
  description: 'The enterprise of the tenant',
  columns: [
    ...['name', 'location', 'contact_person', 'contact_email', 'contact_number', 'short_code'],
    'id',
  ],
  nameFields: ['name'],
  keyField: '/wire/id',
  toKey: uuidKey,
});

export const deviceRules = documentRules({
  collection: devices,
  description: 'Tablets, each in one group',
  columns: [
    ...['device_name', 'alias_name', 'group', 'policy', 'model', 'tags'],
    ...['battery', 'state', 'updated_on', 'id'],
  ],
  nameFields: ['device_name', 'alias_name'],
  keyField: '/wire/id',
  toKey: uuidKey,
  references: [
    { at: '/wire/group', to: groups, index: 'groupId' },
    { at: '/wire/policy', to: policies, targetColumn: 'id' },
  ],
  generate({ seed, number, like, sandbox }) {
    const drawn = additionalDevice(seed, number, like.wire.group);
    // The group that would fit may be gone.
    const { id: first = drawn.group } = sandbox.documents(groups).all({})[0]?.wire ?? {};
    const group = sandbox.documents(groups).get(drawn.group) ? drawn.group : first;
    const policy = findPolicy(sandbox, drawn.policy)?.id ?? null;
    // It was drawn as of the default instant, which the clock may have left.
    const elapsed = sandbox.clock.now() - Date.parse(defaultInstant);
    const updated_on = formatTimestamp(Date.parse(drawn.updated_on) + elapsed);
    return { wire: { ...drawn, updated_on, group, policy, ...like.wire }, internal: {} };
  },
  afterWrite(sandbox, before, after) {
    // The groups count their devices. Added to a count that was loaded from a file, they would count twice.
    const [from, to] = [before?.wire.group, after?.wire.group];
    if (from !== to) recountDevices(sandbox, [from, to]);
    const isOnline = after?.wire.state === deviceStates.active;
    if (isOnline && before && before.wire.state !== deviceStates.active)
      deliverWaiting(sandbox, after.wire.id);
  },
});
