import type { Corp } from '../../../../schemas/kajeet/corps.js';
import {
  businessInternetPlans,
  type Plan,
  plans,
} from '../../../../seeds/kajeet/devices/hardware.js';

/** The rate plans that a device group may use: those for schools in a Kajeet Choice account, else those for enterprises. */
export function billingPlansOf({ kinds }: Corp): readonly Plan[] {
  const type = kinds.includes('choice') ? 'EDUCATION' : 'ENTERPRISE';
  return Object.values(plans).filter((plan) => plan.type === type);
}

/** The Verizon plans that an account may use; a PLTE account has a network of its own. */
export function businessInternetPlansOf({ kinds }: Corp) {
  return kinds.includes('plte') ? [] : businessInternetPlans;
}
