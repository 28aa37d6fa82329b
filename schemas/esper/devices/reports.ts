import { type Static, Type } from '@sinclair/typebox';
import { chosen, inferred, lenient, observed, stringEnum } from '../../annotations.js';
import { enterpriseId, uuid } from '../profiles.js';
import { link, pageOf, pageParameters, time } from '../values.js';
import { exampleDevice } from './example.js';

const enterprise_id = uuid('The enterprise', enterpriseId);
export const ReportParams = Type.Object({ enterprise_id });

/** Where a device was last. The keys are those that a public dashboard reads. */
export const DeviceLocation = observed(
  Type.Object(
    {
      device: link('The device'),
      latitude: Type.String({ description: 'Degrees north', examples: ['43.15470'] }),
      longitude: Type.String({ description: 'Degrees east', examples: ['-77.61580'] }),
      last_updated_on: time('When the device was there'),
    },
    { $id: 'DeviceLocation', description: 'Where a device was last' },
  ),
);
export type DeviceLocation = Static<typeof DeviceLocation>;
export const DeviceLocationPage = pageOf(DeviceLocation, 'devices');
export const DeviceLocationsQuery = Type.Object(pageParameters('devices'));

/** A seeded tag. */
const exampleTag = '1a2e4099-91a6-5e80-9454-aabf10b4e7b6';

/** A tag. The vendor's client calls the operations, but shows no keys. */
export const Tag = inferred(
  Type.Object(
    {
      id: uuid('The tag, as in the devices of version 2', exampleTag),
      name: Type.String({ description: 'The tag, as in devices', examples: ['loaner'] }),
      device_count: Type.Integer({ description: 'How many devices have it' }),
    },
    { $id: 'Tag', description: 'A tag of devices' },
  ),
);
export type Tag = Static<typeof Tag>;
export const TagPage = pageOf(Tag, 'tags');

export const TagsQuery = Type.Object({
  ordering: Type.Optional(
    lenient(
      stringEnum(['name', '-name', 'device_count', '-device_count'], {
        default: 'name',
        description: 'The order; a minus reverses it',
        'x-chosen': ['the values'],
      }),
    ),
  ),
  search: Type.Optional(Type.String({ description: 'Any part of the name', examples: ['loan'] })),
  ...pageParameters('tags'),
});
export type TagsQuery = Static<typeof TagsQuery>;

export const TagParams = Type.Object({
  enterprise_id,
  tag_id: uuid('The tag', exampleTag),
});

export const periods = ['hour', 'day', 'month'] as const;
const statistics = ['avg', 'sum', 'count'] as const;

/** What devices report over time. The vendor publishes no list. */
export const metrics = {
  battery: { level: 'percent', temperature: 'degrees Celsius' },
  memory: { available: 'MB' },
  storage: { available: 'MB' },
  wifi: { strength: 'from 0 to 5' },
} as const;

export const TelemetryParams = Type.Object({
  category: chosen(
    Type.String({ description: 'A part of the device', examples: ['battery'] }),
    'the values',
  ),
  metric: chosen(
    Type.String({ description: 'What is measured of it', examples: ['level'] }),
    'the values',
  ),
});

export const TelemetryQuery = Type.Object({
  device_id: chosen(observed(uuid('The device', exampleDevice)), 'required'),
  from_time: Type.Optional(
    observed(Type.String({ format: 'date-time', description: 'Two days before the end' })),
  ),
  to_time: Type.Optional(observed(Type.String({ format: 'date-time', description: 'Now' }))),
  period: Type.Optional(observed(stringEnum(periods, { default: 'hour' }))),
  statistic: Type.Optional(observed(stringEnum(statistics, { default: 'avg' }))),
  enterprise_id: Type.Optional(observed(uuid('The enterprise', enterpriseId))),
});
export type TelemetryQuery = Static<typeof TelemetryQuery>;

/** Values over time. The keys are those that the vendor's command-line program reads. */
export const Telemetry = observed(
  Type.Object(
    {
      data: Type.Array(
        Type.Object({
          x: time('When the period begins'),
          y: Type.Number({ description: 'The statistic of the values of the period' }),
        }),
        { description: 'The periods in which the device reported, the oldest first' },
      ),
    },
    { $id: 'Telemetry', description: 'Values that a device reported over time' },
  ),
);
export type Telemetry = Static<typeof Telemetry>;

export const InitialTemplateParams = Type.Object({
  enterprise_id,
  device_id: uuid('The device', exampleDevice),
});
