import type { Contract } from '../simulator/contract.js';
import { kajeet } from './kajeet/contract.js';

/** Every vendor API that Understudy plays: the only place that knows all of them. */
export const contracts: readonly Contract[] = [kajeet];
