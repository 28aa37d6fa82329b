import type { StoredObject } from '../../../../schemas/b2core/objects.js';
import type { Driver } from '../../../../schemas/b2core/trading/platforms.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import * as collections from '../collections.js';
import { timestamp } from '../identifiers.js';

/** Checks whether a driver could work, as it and its platform are stored: there is no trading server to connect to. */
export function diagnose(
  sandbox: Sandbox,
  { driverId, platformId, enabled }: StoredObject<typeof Driver>,
) {
  const { address = '', credentials } =
    sandbox.documents(collections.platforms).get(platformId)?.wire ?? {};
  const port = Number(/^[^\s:/]+:(\d+)$/.exec(address)?.[1]);
  const failures = {
    driver: enabled ? null : 'The driver is not enabled',
    address:
      port > 0 && port < 65_536 ? null : 'The address of the platform is not a host and a port',
    credentials:
      credentials?.username && credentials.password
        ? null
        : 'The platform has no user name or no password',
  };
  return {
    driverId,
    platformId,
    status: Object.values(failures).every((failure) => failure === null) ? 'passed' : 'failed',
    checks: Object.entries(failures).map(([name, message]) => ({
      name,
      passed: message === null,
      message,
    })),
    time: timestamp(sandbox),
  };
}

/** Whether the data of a platform could be read: one of its drivers passes its diagnostics. */
export function hasWorkingDriver(sandbox: Sandbox, platformId: string): boolean {
  return sandbox
    .documents(collections.drivers)
    .all({ where: { platformId } })
    .some(({ wire }) => diagnose(sandbox, wire).status === 'passed');
}
