import type { CorpParams } from '../../../../schemas/kajeet/corps.js';
import type { ImeiWrite, WriteResult } from '../../../../schemas/kajeet/devices/writes.js';
import { luhnDigit, passesLuhn } from '../../../../seeds/world/luhn.js';
import type {
  UnvalidatedRequest,
  ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import { conflict, type FieldError, forbidden } from '../../../simulator/contract/problem.js';
import { devices } from '../collections.js';
import { requireGroupIds } from '../corp-tree.js';
import { deviceListHint, resolveMdns } from './lookup.js';
import { updateDevices } from './selection.js';

/** Rejects an IMEI with a wrong check digit, and more than one device, because an IMEI belongs to a single one. */
export function validateImei({ body: { imei, mdns } }: UnvalidatedRequest): FieldError[] {
  return [...validateSingleDevice(mdns), ...validateCheckDigit(imei)];
}

function validateSingleDevice(mdns: unknown): FieldError[] {
  if (!Array.isArray(mdns)) return [];
  const { size } = new Set(mdns.map((mdn) => String(mdn).replaceAll('-', '')));
  if (size <= 1) return [];
  const message = `must name one device, as an IMEI belongs to one only, not ${size}`;
  return [{ in: 'body', at: '/mdns', message }];
}

/** Rejects an IMEI with a wrong check digit. */
export function validateCheckDigit(imei: unknown): FieldError[] {
  if (typeof imei !== 'string' || !imeiPattern.test(imei) || passesLuhn(imei)) return [];
  return [{ in: 'body', at: '/imei', message: checkDigitMessage(imei) }];
}

/** The form of an IMEI, without regard to its check digit. */
export const imeiPattern = /^\d{15}$/;

/** Says what is wrong with an IMEI whose check digit does not fit, and which one would. */
export function checkDigitMessage(imei: string): string {
  const body = imei.slice(0, -1);
  return `has the wrong check digit: ${body} is followed by ${luhnDigit(body)}`;
}

/**
 * Changes the IMEI of a device. Throws a 403 problem for a device on another network than ARCNT, 409 for an IMEI that another
 * device has, of whatever account.
 */
export function changeImei(request: ValidatedRequest<CorpParams, unknown, ImeiWrite>): WriteResult {
  const { imei, mdns } = request.body;
  const keys = resolveMdns(request, requireGroupIds(request), mdns);
  const stored = request.sandbox.documents(devices);
  const otherNetworks = keys
    .map((key) => stored.get(key)?.wire)
    .filter((wire) => wire?.network !== 'ARCNT');
  if (otherNetworks.length > 0) {
    const actual = otherNetworks.map((wire) => `${wire?.mdn} is on ${wire?.network}`).join(', ');
    const rule = 'Device must belong to ARCNT network';
    throw forbidden(`${rule}; ${actual}`, {
      rule,
      evidence: 'documented',
      actual,
      remedies: [`${deviceListHint(request)} with network ARCNT`],
    });
  }
  const owners = stored.keys({ where: { imei } });
  if (owners.some((key) => !keys.includes(key))) {
    // The other device may belong to another account, so the message does not name it.
    throw conflict(`Another device has the IMEI ${imei}`, {
      rule: 'An IMEI belongs to one device',
      evidence: 'inferred',
      actual: `imei ${imei}`,
      remedies: ['an IMEI that no device has'],
    });
  }
  return updateDevices(request, 'IMEI', keys, ({ wire, internal }) => ({
    wire: { ...wire, imei },
    internal,
  }));
}
