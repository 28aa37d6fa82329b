import type { Contract } from '../simulator/contract/contract.js';
import { b2core } from './b2core/contract.js';
import { esper } from './esper/contract.js';
import { kajeet } from './kajeet/contract.js';

/** Every vendor API that Understudy plays. Nothing else lists the vendors; the first is the default of `token()` in the SDK. */
export const contracts = [kajeet, esper, b2core] as const satisfies readonly Contract[];
