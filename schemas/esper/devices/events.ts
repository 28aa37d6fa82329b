import { Type } from '@sinclair/typebox';
import { link, pageOf, time } from '../values.js';

const DeviceStatus = Type.Object(
  {
    id: Type.Integer({ description: 'The number of the event' }),
    data: Type.String({
      description: "What the device reported: JSON as a text, whose keys are Understudy's choice",
    }),
    created_on: time('When it was reported'),
    device: link('The device'),
    enterprise: link('The enterprise'),
  },
  { $id: 'DeviceStatus', description: 'An event of a device' },
);
export const DeviceStatusPage = pageOf(DeviceStatus, 'events');

export const DeviceStatusQuery = Type.Object({
  latest_event: Type.Integer({
    description: 'Any number: the list has the latest event of the device',
    examples: [0],
  }),
});
