import type { Contract } from '../simulator/contract/contract.js';
import { b2core } from './b2core/contract.js';
import { esper } from './esper/contract.js';
import { kajeet } from './kajeet/contract.js';

/** Every vendor API that Understudy plays: the only place that knows all of them. */
export const contracts: readonly Contract[] = [kajeet, esper, b2core];
