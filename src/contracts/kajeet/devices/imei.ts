import type { CorpParams } from '../../../../schemas/kajeet/corps.js';
import type { ImeiWrite, WriteResult } from '../../../../schemas/kajeet/devices/writes.js';
import { luhnDigit, passesLuhn } from '../../../lib/luhn.js';
import type {
  UnvalidatedRequest,
  ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import { type FieldError, forbidden } from '../../../simulator/contract/problem.js';
import { devices } from '../collections.js';
import { requireGroupIds } from '../corps.js';
import { deviceListHint, resolveMdns, updateDevices } from './selection.js';

/** Rejects an IMEI with a wrong check digit. */
export function validateImei({ body: { imei } }: UnvalidatedRequest): FieldError[] {
  if (typeof imei !== 'string' || !/^\d{15}$/.test(imei) || passesLuhn(imei)) return [];
  const body = imei.slice(0, -1);
  const message = `has the wrong check digit: ${body} is followed by ${luhnDigit(body)}`;
  return [{ in: 'body', at: '/imei', message }];
}

/** Changes the IMEI of devices. Throws a 403 problem for devices on another network than ARCNT. */
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
  return updateDevices(request, 'IMEI', keys, ({ wire, internal }) => ({
    wire: { ...wire, imei },
    internal,
  }));
}
