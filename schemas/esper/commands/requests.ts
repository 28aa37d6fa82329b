import { type Static, Type } from '@sinclair/typebox';
import { chosen, inferred, ref, stringEnum } from '../../annotations.js';
import { exampleDevice } from '../devices/example.js';
import { enterpriseId, uuid } from '../profiles.js';
import { link, pageOf, pageParameters, textFilter, time } from '../values.js';
import { commandStates, serviceCommands, v0Commands } from './names.js';

/** A seeded request, to reboot a device. */
export const exampleRequest = '7bb0a2f6-53cb-5a58-9f44-d0e06ef9c2a7';

const openObject = (description: string) =>
  Type.Unsafe<Record<string, unknown>>({ type: 'object', description });
const text = (description: string) => Type.String({ description });

export const V0CommandArgs = Type.Partial(
  Type.Object({
    device_alias_name: text('The alias that a device gets'),
    custom_settings_config: openObject('Settings'),
    app_version: text('The version of an app to install'),
    package_name: text('The package of an app'),
    policy_url: text('A policy'),
    wifi_access_points: openObject('Networks'),
    state: text('A state'),
    message: text('What to show'),
    app_state: text('The state of an app'),
    bluetooth_state: Type.Boolean(),
    brightness_value: Type.Integer(),
    gps_state: Type.Integer(),
    rotate_state: Type.Integer(),
    screen_off_timeout: Type.Integer(),
    stream: Type.Integer(),
    volume_level: Type.Integer(),
    timezone_string: Type.Integer(),
    wifi_state: Type.Boolean(),
    wifi_revert_timeout: Type.Integer(),
  }),
  { $id: 'V0CommandArgs', description: 'What a command needs' },
);

const clock = (description: string) =>
  inferred(Type.String({ description, pattern: '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$' }));

/** The vendor's Python client sends times without an offset as they are. */
const scheduleTime = (description: string) => ({ ...time(description), 'x-assume-utc': true });

export const V0CommandScheduleArgs = Type.Partial(
  Type.Object({
    name: text('The name of the schedule'),
    start_datetime: scheduleTime('When it begins'),
    end_datetime: scheduleTime('When it ends'),
    time_type: stringEnum(['console', 'device']),
    window_start_time: clock('When the window opens, in UTC'),
    window_end_time: clock('When the window closes, in UTC'),
    days: Type.Array(Type.String(), { description: 'Days of the week; all when left out' }),
  }),
  { $id: 'V0CommandScheduleArgs', description: 'When a command is sent' },
);

const targets = (nouns: string, maxItems: number) =>
  Type.Array(Type.String({ format: 'uuid' }), { maxItems, description: `The ids of ${nouns}` });

export const requestFields = {
  command_type: stringEnum(['DEVICE', 'GROUP', 'DYNAMIC'], {
    description:
      'Whether it is sent to devices, to groups, or to both; DYNAMIC without devices and groups means all devices',
  }),
  devices: targets('devices', 1000),
  groups: targets('groups', 500),
  device_type: stringEnum(['active', 'inactive', 'all'], {
    default: 'active',
    description: 'Which devices of groups get it: those that are online, the others, or all',
  }),
  command: stringEnum(v0Commands),
  command_args: ref(V0CommandArgs),
  schedule: stringEnum(['IMMEDIATE', 'WINDOW', 'RECURRING']),
  schedule_args: ref(V0CommandScheduleArgs),
};

export const V0CommandInput = Type.Object(
  {
    ...Type.Partial(Type.Object(requestFields)).properties,
    command_type: chosen(requestFields.command_type, 'required'),
    command: chosen(requestFields.command, 'required'),
  },
  {
    $id: 'V0CommandInput',
    description: 'A command to send',
    examples: [
      {
        command_type: 'DEVICE',
        devices: [exampleDevice],
        command: 'REBOOT',
        schedule: 'IMMEDIATE',
      },
    ],
  },
);
export type V0CommandInput = Static<typeof V0CommandInput>;

export const V0CommandRequest = Type.Object(
  {
    id: uuid('The request', exampleRequest),
    enterprise: uuid('The enterprise', enterpriseId),
    ...requestFields,
    command: stringEnum(serviceCommands, {
      description: `Requests that were sent in another way may have other commands than the first ${v0Commands.length}`,
      'x-chosen': [`the commands beyond the first ${v0Commands.length}`],
    }),
    issued_by: link('The user who sent it'),
    created_on: time('When it was sent'),
    status: Type.Array(
      Type.Object({
        state: Type.String({ description: 'A state' }),
        total: Type.Integer({ description: 'How many devices are in it' }),
      }),
      { description: 'How many devices are in each state' },
    ),
  },
  { $id: 'V0CommandRequest', description: 'A command that was sent' },
);
export type V0CommandRequest = Static<typeof V0CommandRequest>;
export const V0CommandRequestPage = pageOf(V0CommandRequest, 'requests');

/** A request as it is stored: who sent it is a number, and its states are those of its devices. */
export const StoredRequest = Type.Object({
  ...Type.Omit(V0CommandRequest, ['enterprise', 'issued_by', 'status', 'command_args']).properties,
  /** All arguments that were sent; each generation shows those that it knows. */
  command_args: Type.Object(V0CommandArgs.properties),
  /** Only the command service has names for requests. */
  alias: Type.Optional(Type.String()),
  issued_by: Type.Integer(),
  /** Counts the requests of the sandbox. */
  number: Type.Integer(),
});
export type StoredRequest = Static<typeof StoredRequest>;

export const StoredStatus = Type.Object({
  id: Type.String(),
  request: Type.String(),
  device: Type.String(),
  state: stringEnum(commandStates),
  reason: Type.String(),
  created_on: Type.String(),
  updated_on: Type.String(),
});
export type StoredStatus = Static<typeof StoredStatus>;

export const V0CommandStatus = Type.Object(
  {
    id: uuid('The command on one device', exampleRequest),
    request: uuid('The request', exampleRequest),
    device: link('The device'),
    state: StoredStatus.properties.state,
    reason: Type.String({ description: 'Why it failed; empty otherwise' }),
    created_on: time('When it was sent'),
    updated_on: time('When its state last changed'),
  },
  { $id: 'V0CommandStatus', description: 'A command on one device' },
);
export type V0CommandStatus = Static<typeof V0CommandStatus>;
export const V0CommandStatusPage = pageOf(V0CommandStatus, 'states');

const enterprise_id = uuid('The enterprise', enterpriseId);
export const RequestParams = Type.Object({
  enterprise_id,
  request_id: uuid('The request', exampleRequest),
});

export const CommandRequestsQuery = Type.Object({
  command_type: textFilter('Only requests of this type', 'DEVICE'),
  devices: textFilter(
    'Only requests that name one of these devices, separated by commas',
    exampleDevice,
  ),
  device_type: textFilter('Only requests for devices of this type', 'active'),
  command: textFilter('Only requests of this command', 'REBOOT'),
  issued_by: textFilter('Only requests of the user with this number', '4001'),
  ...pageParameters(),
});
export type CommandRequestsQuery = Static<typeof CommandRequestsQuery>;

export const CommandStatusQuery = Type.Object({
  device: textFilter('Only the command on this device', exampleDevice),
  state: textFilter('Only commands in this state', 'Command Success'),
  ...pageParameters(),
});
export const CommandHistoryQuery = Type.Object({
  state: textFilter('Only commands in this state', 'Command Success'),
  ...pageParameters(),
});
