import { Type } from '@sinclair/typebox';
import { inferred, nullable, stringEnum } from '../../annotations.js';
import { currencyCode } from '../currencies.js';
import {
  inferredFields,
  integer,
  nameField,
  objectSchemas,
  reference,
  required,
  urlField,
} from '../objects.js';
import { amountText, decimalText, uuid } from '../values.js';

export const IbType = objectSchemas({
  name: 'IbType',
  nouns: ['IB type', 'IB types'],
  id: 'groupId',
  publication: 'part',
  fields: {
    name: nameField('The name of the IB type', 'Standard'),
    description: Type.String({
      maxLength: 1000,
      'x-chosen': ['maxLength'],
      description: 'The description',
    }),
    paymentCurrencyCode: currencyCode('The currency of its payments', 'BTC'),
    paymentInterval: {
      ...stringEnum(['PT1H', 'P1D', 'P1W', 'P1M'], {
        description: 'How long rewards are pending before they are paid: an ISO 8601 duration',
        examples: ['P1D'],
      }),
      'x-chosen': ['enum'],
    },
    ...inferredFields({
      registration: stringEnum(['auto', 'private', 'public', 'restricted'], {
        description:
          'Who can join: every new profile, whom the broker adds, everyone, or who has the link of another program',
        examples: ['public'],
      }),
      approval: Type.Boolean({
        description: 'Whether the broker approves members; public and restricted only',
      }),
      maskedEmail: Type.Boolean({ description: 'Whether emails of clients are masked' }),
      hiddenLevels: Type.Boolean({ description: 'Whether partners see no levels' }),
      tierPeriod: integer('The days before a trade whose trading volume decides the tier', {
        minimum: 1,
        maximum: 366,
        example: 30,
      }),
      uuid: uuid,
    }),
  },
  writable: {
    name: required,
    description: '',
    paymentCurrencyCode: required,
    paymentInterval: required,
    registration: 'private',
    approval: false,
    maskedEmail: false,
    hiddenLevels: false,
    tierPeriod: 30,
    uuid: null,
  },
  sorts: ['name', 'paymentCurrencyCode'],
  filters: ['name', 'paymentCurrencyCode', 'paymentInterval', 'registration', 'uuid'],
  example: { name: 'Affiliates', paymentCurrencyCode: 'USD', paymentInterval: 'P1D' },
});

const ratio = amountText('What rewards are multiplied by', '0.500000000000000000');

export const Level = objectSchemas({
  name: 'Level',
  nouns: ['level', 'levels'],
  id: 'levelId',
  publication: 'entry',
  fields: {
    groupId: reference('IB type'),
    level: integer('How many relations lie between the trader and the partner', {
      minimum: 1,
      maximum: 100,
      example: 1,
    }),
    ratio,
    uuid: uuid,
  },
  writable: { level: required, ratio: required, uuid: null },
  sorts: ['level', 'ratio'],
  filters: ['level', 'uuid'],
  example: { level: 4, ratio: '0.05' },
});

export const Tier = objectSchemas({
  name: 'Tier',
  nouns: ['tier', 'tiers'],
  id: 'tierId',
  publication: 'entry',
  fields: {
    groupId: reference('IB type'),
    name: nameField('The name of the tier', 'Silver'),
    volume: amountText(
      'The trading volume in US dollars from which the tier applies, of the direct clients of a partner',
      '1000000.000000000000000000',
    ),
    ratio,
    uuid: uuid,
  },
  writable: { name: required, volume: required, ratio: required, uuid: null },
  sorts: ['name', 'volume', 'ratio'],
  filters: ['name', 'uuid'],
  example: { name: 'Platinum', volume: '25000000', ratio: '2' },
});

export const Resource = objectSchemas({
  name: 'Resource',
  nouns: ['resource', 'resources'],
  id: 'resourceId',
  publication: 'entry',
  fields: {
    groupId: reference('IB type'),
    name: nameField('The name of the page that partners link to', 'Registration'),
    url: urlField('the page', 'https://my.example.com/register'),
    uuid: uuid,
  },
  writable: { name: required, url: required, uuid: null },
  sorts: ['name'],
  filters: ['name', 'uuid'],
  example: { name: 'Webinar', url: 'https://my.example.com/webinar' },
});

export const IbTypeMetrics = inferred(
  Type.Object(
    {
      groupId: reference('IB type'),
      numberOfUsers: Type.Integer({ description: 'The partners of this IB type' }),
      numberOfClients: Type.Integer({ description: 'The relations of which they are the parents' }),
      numberOfPayments: Type.Integer({ description: 'Their payments' }),
      paymentCurrencyCode: currencyCode('The currency of the amounts'),
      pendingAmount: decimalText('The sum of the pending payments'),
      doneAmount: decimalText('The sum of the done payments'),
      cancelledAmount: decimalText('The sum of the cancelled payments'),
      lastPaymentTime: nullable(
        Type.String({ format: 'date-time', description: 'When the newest payment was created' }),
      ),
    },
    { $id: 'IbTypeMetrics', description: 'The figures of an IB type' },
  ),
);
