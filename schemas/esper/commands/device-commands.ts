import { type Static, Type } from '@sinclair/typebox';
import { chosen, ref, stringEnum } from '../../annotations.js';
import { exampleDevice } from '../devices/example.js';
import { enterpriseId, uuid } from '../profiles.js';
import { link, orNull, time } from '../values.js';
import { exampleCommandGroup, exampleDeviceCommand, exampleGroupCommand } from './examples.js';
import { deviceCommands, groupCommands } from './names.js';

/** One of several whole numbers. */
const numberEnum = (values: readonly number[], description: string) =>
  Type.Unsafe<number>({ type: 'integer', enum: [...values], description });

export const CommandArgs = Type.Partial(
  Type.Object({
    wipe_external_storage: Type.Boolean({ default: false, description: 'Wipes the card too' }),
    wipe_FRP: Type.Boolean({ default: true, description: 'Wipes the protection from resets' }),
    brightness_value: Type.Integer({ minimum: 1, maximum: 100 }),
    stream: numberEnum([0, 1, 2, 3], 'Ring, notification, alarm or music'),
    volume_level: Type.Integer({ minimum: 0, maximum: 100 }),
    wifi_state: Type.Boolean(),
    bluetooth_state: Type.Boolean(),
    rotate_state: numberEnum([0, 1, 2], 'Automatic, portrait or landscape'),
    gps_state: numberEnum([0, 1, 2, 3], 'High accuracy, sensors only, battery saving or off'),
    screen_off_timeout: Type.Integer({
      minimum: 5000,
      maximum: 1_800_000,
      description: 'Milliseconds',
    }),
    app_version: Type.String({ description: 'The version of an app to install' }),
    package_name: Type.String({ description: 'The package of an app' }),
  }),
  { $id: 'CommandArgs', description: 'What a command to one device needs' },
);

export const CommandRequest = Type.Object(
  { command: stringEnum(deviceCommands), command_args: Type.Optional(ref(CommandArgs)) },
  {
    $id: 'CommandRequest',
    description: 'A command to send to one device',
    examples: [{ command: 'SET_BRIGHTNESS_SCALE', command_args: { brightness_value: 80 } }],
  },
);

const issued_by = orNull(link('The user who sent it'));
const created_on = time('When it was sent');
const updated_on = time('When its state last changed');
const details = orNull(Type.String({ description: 'Why it failed; null otherwise' }));
const schedule = Type.String({ description: 'When it is sent', examples: ['IMMEDIATE'] });
const enterprise = link('The enterprise');

/** The states of a command to one device. The vendor's older commands have no state before `Command Initiated`. */
export const deviceCommandStates = [
  'Command Initiated',
  'Command Acknowledged',
  'Command In Progress',
  'Command TimeOut',
  'Command Success',
  'Command Failure',
  'Command Scheduled',
] as const;

export const DeviceCommand = Type.Object(
  {
    id: uuid('The command', exampleDeviceCommand),
    current_base_uri: Type.String({ minLength: 1, description: 'Where the device reports to' }),
    command_args: ref(CommandArgs),
    action: Type.Optional(
      stringEnum(['acknowledge', 'in_progress', 'success', 'failed'], {
        description: 'What the device reported last; left out before it reports',
      }),
    ),
    schedule,
    group_schedule_id: Type.Optional(
      uuid('The command to the group, if it was sent to one', exampleGroupCommand),
    ),
    command: stringEnum(deviceCommands),
    state: stringEnum(deviceCommandStates, {
      description: '`Command Initiated` also while it waits for the device',
    }),
    details,
    created_on,
    updated_on,
    enterprise,
    device: link('The device'),
    group_command: orNull(link('The command to the group, if it was sent to one')),
    issued_by,
  },
  { $id: 'DeviceCommand', description: 'A command on one device' },
);
export type DeviceCommand = Static<typeof DeviceCommand>;

export const GroupCommandArgs = Type.Partial(
  Type.Object({ app_version: Type.String({ description: 'The version of an app to install' }) }),
  { $id: 'GroupCommandArgs', description: 'What a command to a group needs' },
);

export const GroupCommandRequest = Type.Object(
  { command: stringEnum(groupCommands), command_args: Type.Optional(ref(GroupCommandArgs)) },
  {
    $id: 'GroupCommandRequest',
    description: 'A command to send to the devices of a group',
    examples: [{ command: 'UPDATE_HEARTBEAT' }],
  },
);

const groupCommandStates = [
  'Command Initiated',
  'Command Success',
  'Command Failure',
  'Command Scheduled',
] as const;

export const GroupCommand = Type.Object(
  {
    id: uuid('The command', exampleGroupCommand),
    schedule,
    command: stringEnum(groupCommands),
    command_args: ref(GroupCommandArgs),
    state: stringEnum(groupCommandStates, {
      description: 'Failure when it failed on a device, once no device is waiting',
    }),
    details,
    created_on,
    updated_on,
    is_active: chosen(
      Type.Boolean({ description: 'Whether devices are waiting for it' }),
      'meaning',
    ),
    enterprise,
    group: link('The group'),
    issued_by,
  },
  { $id: 'GroupCommand', description: 'A command to the devices of a group' },
);
export type GroupCommand = Static<typeof GroupCommand>;

const enterprise_id = uuid('The enterprise', enterpriseId);
const device_id = uuid('The device', exampleDevice);
const group_id = uuid('The group', exampleCommandGroup);
export const DeviceCommandsParams = Type.Object({ enterprise_id, device_id });
export const DeviceCommandParams = Type.Object({
  enterprise_id,
  device_id,
  command_id: uuid('The command', exampleDeviceCommand),
});
export const GroupCommandsParams = Type.Object({ enterprise_id, group_id });
export const GroupCommandParams = Type.Object({
  enterprise_id,
  group_id,
  command_id: uuid('The command', exampleGroupCommand),
});
