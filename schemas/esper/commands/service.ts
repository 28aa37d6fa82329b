import { type Static, Type } from '@sinclair/typebox';
import { chosen, inferred, ref, stringEnum } from '../../annotations.js';
import { exampleDevice } from '../devices/example.js';
import { contentOf, contentPage } from '../envelope.js';
import { pageParameters, textFilter } from '../values.js';
import { serviceCommands } from './names.js';
import { requestFields, V0CommandRequest } from './requests.js';

const alias = chosen(
  Type.String({ maxLength: 255, description: 'A name for the request' }),
  'maxLength',
);
const command = stringEnum(serviceCommands, {
  'x-chosen': ['that no other command is accepted: the published list is cut off'],
});

export const ServiceCommandInput = Type.Object(
  {
    ...Type.Partial(Type.Object(requestFields)).properties,
    alias: Type.Optional(alias),
    command_type: chosen(requestFields.command_type, 'required'),
    command: chosen(command, 'required'),
  },
  {
    $id: 'ServiceCommandInput',
    description:
      'A command to send. `command_args` may have other arguments than those listed; they are kept',
    examples: [
      {
        command_type: 'DEVICE',
        alias: 'Reboot before class',
        devices: [exampleDevice],
        device_type: 'all',
        command: 'REBOOT',
        schedule: 'IMMEDIATE',
      },
    ],
  },
);

const { id, enterprise, issued_by, created_on, status } = V0CommandRequest.properties;

/** The vendor publishes no keys of a request in the service; these are those of version 0, and the alias. */
export const ServiceCommand = inferred(
  Type.Object(
    {
      id,
      enterprise,
      alias: Type.String({ description: 'The name of the request; empty without one' }),
      ...requestFields,
      command,
      command_args: Type.Unsafe<Record<string, unknown>>({
        type: 'object',
        description: 'The arguments that were sent',
      }),
      issued_by,
      created_on,
      status,
    },
    { $id: 'ServiceCommand', description: 'A command that was sent' },
  ),
);
export type ServiceCommand = Static<typeof ServiceCommand>;

export const ServiceCommandContent = contentOf(ref(ServiceCommand), 'ServiceCommandContent');
export const ServiceCommandPage = contentPage(ServiceCommand, 'requests');

export const ServiceCommandsQuery = Type.Object({
  devices: textFilter(
    'Only requests that name one of these devices, separated by commas',
    exampleDevice,
  ),
  groups: textFilter(
    'Only requests that name one of these groups, separated by commas',
    '497f6eca-6276-4993-bfeb-53cbbbba6f08',
  ),
  command: textFilter('Only requests of this command', 'REBOOT'),
  schedule: Type.Optional(stringEnum(['IMMEDIATE', 'WINDOW', 'RECURRING'])),
  exclude_internal_commands: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'Has no effect: no command is sent by the vendor itself',
    }),
  ),
  ...pageParameters(),
});
export type ServiceCommandsQuery = Static<typeof ServiceCommandsQuery>;
