import type { ContractData } from '../../../simulator/data/rules.js';
import { bucketRules, cardTransactionRules, eSimStockRules, transferRules } from './balances.js';
import { corpRules } from './corps.js';
import { deviceRules } from './devices.js';
import { categoryRules, labelRules, logoRules } from './labels.js';
import { overview } from './overview.js';
import { stories } from './stories.js';
import { preferenceRules, summerRules, userRules } from './users.js';
import { expandWorld, isInEmptyWorld, worlds } from './worlds.js';

/** How the control plane reads and writes the collections. */
export const data: ContractData = {
  rules: [
    corpRules,
    logoRules,
    categoryRules,
    labelRules,
    bucketRules,
    transferRules,
    cardTransactionRules,
    eSimStockRules,
    userRules,
    preferenceRules,
    summerRules,
    deviceRules,
  ],
  overview,
  isInEmptyWorld,
  expandWorld,
  worlds,
  stories,
};
