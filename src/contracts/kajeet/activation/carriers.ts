import { type Carrier, carriers } from '../../../../seeds/kajeet/devices/hardware.js';

/** The carriers that devices may be activated with. */
export const allCarriers: readonly Carrier[] = carriers;

/** The carriers that devices may be activated with on an eSIM. */
export const eSimCarriers: readonly Carrier[] = carriers.filter(({ hasEsim }) => hasEsim);

/** Carriers as responses list them. */
export function listCarriers(listed: readonly Carrier[]) {
  return listed.map(({ code, network }) => ({ code, name: network }));
}

/** The carrier with eSIMs that a text names by its code or its name, in any case. */
export function findESimCarrier(text: string): Carrier | undefined {
  const wanted = text.trim().toUpperCase();
  return eSimCarriers.find(({ code, network }) => [code, network.toUpperCase()].includes(wanted));
}

/** Says which carriers a text must name one of. */
export function carrierMessage(text: string): string {
  const names = eSimCarriers.map(({ network }) => network).join(', ');
  return `must name one of the carriers with eSIMs, ${names}, not "${text}"`;
}
