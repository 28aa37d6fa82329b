import type { ContractData } from '../../../simulator/data/rules.js';
import { corpRules, labelRules } from './corps.js';
import { deviceRules } from './devices.js';
import { overview } from './overview.js';
import { stories } from './stories.js';
import { preferenceRules, summerRules, userRules } from './users.js';
import { expandWorld, isInEmptyWorld, worlds } from './worlds.js';

/** How the control plane reads and writes the collections. */
export const data: ContractData = {
  rules: [corpRules, labelRules, userRules, preferenceRules, summerRules, deviceRules],
  overview,
  isInEmptyWorld,
  expandWorld,
  worlds,
  stories,
};
