import { Type } from '@sinclair/typebox';
import { inferred } from '../../annotations.js';
import { currencyCode } from '../currencies.js';
import { nameField, objectSchemas, reference, required, text } from '../objects.js';
import { sampleProfile } from '../samples.js';
import { amountText, decimalText, environment, uuid } from '../values.js';

/** The kinds of accounts by the number of their type. */
const accountTypes = [
  'default',
  'payment',
  'investment',
  'master',
  'B2Copy investment',
  'B2Copy master',
  'PAMM investment',
  'PAMM master',
  'MAM investment',
  'MAM master',
];

/** The type of an account that receives rewards. */
export const paymentAccountType = accountTypes.indexOf('payment');

export const accountType = Type.Integer({
  minimum: 0,
  maximum: accountTypes.length - 1,
  description: `The type: ${accountTypes.map((name, number) => `${number} ${name}`).join(', ')}`,
  examples: [0],
});

const zero = '0.000000000000000000';

export const Account = objectSchemas({
  name: 'Account',
  nouns: ['account', 'accounts'],
  id: 'accountId',
  publication: 'part',
  fields: {
    platformId: reference('platform'),
    platformName: text('The name of the platform', 'MetaTrader 5 Live'),
    platformGroupId: reference('platform group'),
    platformGroupName: text('The name of the platform group', 'Standard'),
    profileId: reference('profile'),
    number: nameField('The number of the account on its platform', '500123'),
    type: accountType,
    archived: Type.Boolean({ description: 'Whether it is archived', examples: [false] }),
    enabled: Type.Boolean({ description: 'Whether it can be used', examples: [true] }),
    environment,
    currency: currencyCode('The alphabetic code of its currency'),
    balance: decimalText('Deposits less withdrawals, with profit, commission and swap'),
    credit: amountText('Money lent by the broker'),
    equity: decimalText('The balance with credit and pnl'),
    commission: decimalText('The commissions of its trades; negative when paid'),
    swap: decimalText('The swaps of its trades; negative when paid'),
    profit: decimalText('The profits of its closed positions'),
    pnl: decimalText('The profit of its open positions at current prices'),
    deposits: amountText('All deposits'),
    withdrawals: amountText('All withdrawals'),
    uuid: inferred(uuid),
  },
  joined: { platformName: ['platformId', 'name'], platformGroupName: ['platformGroupId', 'name'] },
  writable: {
    number: required,
    platformGroupId: required,
    profileId: required,
    type: 0,
    archived: false,
    enabled: true,
    currency: 'USD',
    credit: zero,
    deposits: zero,
    withdrawals: zero,
    uuid: null,
  },
  initial: {
    platformId: '',
    environment: 'production',
    balance: zero,
    equity: zero,
    commission: zero,
    swap: zero,
    profit: zero,
    pnl: zero,
  },
  sorts: ['number', 'type', 'currency', 'balance', 'equity', 'profit'],
  filters: [
    'profileId',
    'platformId',
    'platformGroupId',
    'number',
    'type',
    'currency',
    'environment',
    'enabled',
    'archived',
    'uuid',
  ],
  example: {
    number: '700700',
    platformGroupId: '60ba407d15951453e60e49f8',
    profileId: sampleProfile.profileId,
    deposits: '2500.5',
  },
});
