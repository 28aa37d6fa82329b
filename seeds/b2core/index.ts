import type { App } from '../../schemas/b2core/tokens.js';

export { countries, regions, seededLanguage } from './geography.js';
export { profiles } from './profiles.js';

/** The registered apps. */
export const apps: readonly App[] = [
  {
    clientId: 'northstar-portal',
    name: 'Northstar Portal',
    enabled: true,
    persona: 'trusted client',
    purpose: 'an app of the Back Office: its id and secret get a token by POST /tokens',
  },
  {
    clientId: 'retired-portal',
    name: 'Retired Portal',
    enabled: false,
    persona: 'disabled client',
    purpose: 'an app that was switched off: refused everywhere',
  },
];

/** Identifiers that are seeded end in numbers below this; those made later do not. */
export const seededBelow = 0x400000;
