import { uuidKey } from '../../../simulator/data/document-keys.js';
import { documentRules } from '../../../simulator/data/rules.js';
import { commandRequests, commandStatuses, devices, groups, users } from '../collections.js';

/** How the control plane reads and writes commands: what was sent, and what came of it on each device. */
export const commandRules = [
  documentRules({
    collection: commandRequests,
    description: 'Commands that users have sent to devices or groups',
    columns: [
      ...['command', 'command_type', 'devices', 'groups', 'issued_by', 'created_on'],
      ...['schedule', 'device_type', 'id'],
    ],
    nameFields: ['command'],
    keyField: '/wire/id',
    toKey: uuidKey,
    references: [
      { at: '/wire/devices/*', to: devices, mayDangle: true },
      { at: '/wire/groups/*', to: groups, mayDangle: true },
      { at: '/wire/issued_by', to: users, mayDangle: true },
    ],
  }),
  documentRules({
    collection: commandStatuses,
    description: 'What came of a command on a device',
    columns: ['request', 'device', 'state', 'reason', 'created_on', 'updated_on', 'id'],
    nameFields: ['request', 'device'],
    keyField: '/wire/id',
    toKey: uuidKey,
    references: [
      { at: '/wire/request', to: commandRequests, index: 'requestId', mayDangle: true },
      { at: '/wire/device', to: devices, mayDangle: true },
    ],
  }),
];
