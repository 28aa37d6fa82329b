import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { notFound, type Problem } from '../../../simulator/contract/problem.js';
import { devices } from '../collections.js';
import { kajeetCaller } from '../identity.js';

/** The parts of a request that name its caller and sandbox. */
type RequestContext = Pick<
  ValidatedRequest<unknown, unknown, unknown>,
  'caller' | 'sandbox' | 'server'
>;

/** The message of an empty device list; public clients compare this text. */
const noDevicesMessage = 'No devices found';

/** Returns the keys of devices by MDN, with or without dashes, each key once. Throws a 404 problem for unknown MDNs. */
export function resolveMdns(
  request: ValidatedRequest<unknown, unknown, unknown>,
  groups: readonly string[],
  mdns: readonly string[],
): string[] {
  const stored = request.sandbox.documents(devices);
  const keys = new Set<string>();
  const unknown = new Set<string>();
  for (const mdn of mdns) {
    const key = mdn.replaceAll('-', '');
    const device = stored.get(key);
    if (device && groups.includes(device.internal.corpId)) keys.add(key);
    else unknown.add(mdn);
  }
  if (unknown.size > 0) throw noDevicesFoundFor(request, [...unknown]);
  return [...keys];
}

/** Returns the keys of the groups' devices with the IMEIs, in the same order. Throws a 404 problem that names unknown IMEIs. */
export function resolveImeis(
  request: RequestContext,
  groups: readonly string[],
  imeis: readonly string[],
): string[] {
  assertImeisExist(request, groups, imeis);
  const stored = request.sandbox.documents(devices);
  return imeis.flatMap((imei) => stored.keys({ where: { corpId: groups, imei } }).slice(0, 1));
}

/** Throws a 404 problem that names the IMEIs that no device of the groups has. */
export function assertImeisExist(
  request: RequestContext,
  groups: readonly string[],
  imeis: readonly string[],
): void {
  const stored = request.sandbox.documents(devices);
  const unknown = imeis.filter((imei) => stored.count({ where: { corpId: groups, imei } }) === 0);
  if (unknown.length > 0) throw noDevicesFoundFor(request, unknown);
}

/** Creates the 404 problem for a search without matches. */
export function noDevicesFound(
  request: RequestContext,
  actual: string,
  message = noDevicesMessage,
): Problem {
  return notFound(message, {
    rule: 'The request must match a device of the device group or of a group below it',
    actual,
    remedies: [deviceListHint(request)],
  });
}

/** Creates the 404 problem for unknown MDNs or other identifiers. */
export function noDevicesFoundFor(request: RequestContext, names: readonly string[]): Problem {
  const list = names.join(', ');
  return noDevicesFound(request, list, `${noDevicesMessage} for ${list}`);
}

/** Describes where the caller finds devices that a request may name. */
export function deviceListHint(request: RequestContext): string {
  const params = new URLSearchParams({ offset: '0', limit: '25', sort: 'MDN', sortDir: 'ASC' });
  const { corpId } = kajeetCaller(request).corp;
  const url = `${request.server.prefix}/v1.0/devices/${corpId}?${params}`;
  return `a device that GET ${url} lists`;
}
