import { Type } from '@sinclair/typebox';
import { inferred, nullable, stringEnum } from '../../annotations.js';
import { currencyCode } from '../currencies.js';
import { integer, nameField, objectSchemas, reference, required, text } from '../objects.js';
import { environment, uuid } from '../values.js';

/** The kinds of trading servers. The vendor's list is cut off after the first letters of the second one. */
const provider = {
  ...stringEnum(['b2trader', 'metatrader4', 'metatrader5'], {
    description: 'The kind of trading server',
    examples: ['metatrader5'],
  }),
  'x-chosen': ['enum'],
};

export const Platform = objectSchemas({
  name: 'Platform',
  nouns: ['platform', 'platforms'],
  id: 'platformId',
  publication: 'part',
  fields: {
    address: text('The address of the server: host and port', 'mt5.example.com:443'),
    credentials: Type.Object(
      {
        username: Type.String({ maxLength: 255, description: 'The user name' }),
        password: Type.String({ maxLength: 255, description: 'The password' }),
      },
      { description: 'What the server is logged in to with' },
    ),
    environment,
    name: nameField('The name of the platform', 'MetaTrader 5 Live'),
    minPositionLifetime: integer(
      'Seconds: trades of positions that are closed sooner earn nothing',
      { minimum: 0, maximum: 31_536_000, example: 60 },
    ),
    provider,
    uuid: inferred(uuid),
  },
  writable: {
    name: required,
    address: required,
    credentials: { username: '', password: '' },
    environment: 'production',
    minPositionLifetime: 0,
    provider: required,
    uuid: null,
  },
  sorts: ['name', 'provider'],
  filters: ['name', 'environment', 'provider', 'uuid'],
  example: {
    name: 'MetaTrader 5 Asia',
    address: 'mt5-asia.example.com:443',
    credentials: { username: 'ib', password: 'secret' },
    provider: 'metatrader5',
  },
});

export const PlatformGroup = objectSchemas({
  name: 'PlatformGroup',
  nouns: ['platform group', 'platform groups'],
  id: 'platformGroupId',
  publication: 'entry',
  fields: {
    platformId: reference('platform'),
    platformName: text('The name of the platform', 'MetaTrader 5 Live'),
    name: nameField('The name of the group of accounts', 'Standard'),
    currency: currencyCode('The usual currency of its accounts'),
    environment: environment,
    enabled: Type.Boolean({ description: 'If false, no accounts can be added to it' }),
    uuid: uuid,
  },
  joined: { platformName: ['platformId', 'name'] },
  writable: { name: required, enabled: true, uuid: null },
  sorts: ['name'],
  filters: ['platformId', 'name', 'environment', 'enabled', 'uuid'],
  example: { name: 'Standard plus' },
});

export const Driver = objectSchemas({
  name: 'Driver',
  nouns: ['platform driver', 'platform drivers'],
  id: 'driverId',
  publication: 'entry',
  fields: {
    platformId: reference('platform'),
    name: nameField('The name of the driver', 'Manager API'),
    enabled: Type.Boolean({ description: 'Whether the driver may be used' }),
    timeout: integer('Seconds to wait for the server', {
      minimum: 1,
      maximum: 3600,
      example: 30,
    }),
  },
  writable: { name: required, enabled: true, timeout: 30 },
  sorts: ['name'],
  filters: ['name', 'enabled'],
  example: { name: 'Report server', timeout: 60 },
});

export const Diagnostics = inferred(
  Type.Object(
    {
      driverId: reference('platform driver'),
      platformId: reference('platform'),
      status: stringEnum(['passed', 'failed'], { description: 'Whether all checks passed' }),
      checks: Type.Array(
        Type.Object({
          name: Type.String({ description: 'What is checked', examples: ['credentials'] }),
          passed: Type.Boolean({ description: 'Whether the check passed' }),
          message: nullable(Type.String({ description: 'Why it failed; null when it passed' })),
        }),
        { description: 'The checks, in order' },
      ),
      time: Type.String({ format: 'date-time', description: 'When the checks ran' }),
    },
    { $id: 'DriverDiagnostics', description: 'The result of the checks of a driver' },
  ),
);
