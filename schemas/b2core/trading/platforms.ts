import { Type } from '@sinclair/typebox';
import { chosen, inferred, nullable } from '../../annotations.js';
import { currencyCode } from '../currencies.js';
import { nameField, objectSchemas, reference, required, text } from '../objects.js';
import { environment, uuid } from '../values.js';

/** The kinds of trading servers. The vendor's list is cut off after the first letters of the second one. */
const provider = {
  'x-chosen': ['enum'],
  ...Type.Unsafe<string>({
    type: 'string',
    enum: ['b2trader', 'metatrader4', 'metatrader5'],
    description: 'The kind of trading server',
    examples: ['metatrader5'],
  }),
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
    minPositionLifetime: chosen(
      Type.Integer({
        minimum: 0,
        maximum: 31_536_000,
        description: 'Seconds: trades of positions that are closed sooner earn nothing',
        examples: [60],
      }),
      'minimum',
      'maximum',
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
    platformId: inferred(reference('platform')),
    platformName: inferred(text('The name of the platform', 'MetaTrader 5 Live')),
    name: inferred(nameField('The name of the group of accounts', 'Standard')),
    currency: inferred(currencyCode('The usual currency of its accounts')),
    environment: inferred(environment),
    enabled: inferred(Type.Boolean({ description: 'If false, no accounts can be added to it' })),
    uuid: inferred(uuid),
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
    platformId: inferred(reference('platform')),
    name: inferred(nameField('The name of the driver', 'Manager API')),
    enabled: inferred(Type.Boolean({ description: 'Whether the driver may be used' })),
    timeout: inferred(
      Type.Integer({
        minimum: 1,
        maximum: 3600,
        description: 'Seconds to wait for the server',
        examples: [30],
      }),
    ),
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
      status: Type.Unsafe<'passed' | 'failed'>({
        type: 'string',
        enum: ['passed', 'failed'],
        description: 'Whether all checks passed',
      }),
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
    { $id: 'Diagnostics', description: 'The result of the checks of a driver' },
  ),
);
