import type { App } from '../../schemas/b2core/tokens.js';

export { broker } from './broker/index.js';
export { convert, type RewardBook, rewardsOf } from './broker/rewards.js';
export { shiftLastChange, shiftPayment, shiftTrade } from './broker/shift-dates.js';
export { withBalance } from './broker/trading.js';
export { countries, regions, seededLanguage } from './geography.js';
export { profiles } from './profiles.js';

/** The registered apps. */
export const apps: readonly App[] = [
  {
    clientId: 'northstar-portal',
    name: 'Northstar Portal',
    enabled: true,
    persona: 'trusted client',
    purpose: 'an app of the Back Office: POST /tokens exchanges its id and secret for a token',
  },
  {
    clientId: 'retired-portal',
    name: 'Retired Portal',
    enabled: false,
    persona: 'disabled client',
    purpose: 'a disabled app: refused everywhere',
  },
];

/** The first number at the end of identifiers that is not seeded. */
export const firstFreeId = 0x400000;
