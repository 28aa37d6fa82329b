import type { SummerSuspension } from '../../../schemas/kajeet/manage-profile.js';
import type { ReadRequest } from '../../simulator/contract.js';
import { conflict, type Fault, invalid, notFound, refused } from '../../simulator/problem.js';
import { temporal } from '../../simulator/temporal.js';
import type { Sandbox, WhenDue } from '../../store/sandbox.js';
import { corps, devices, summers } from './collections.js';
import { groupsBelow } from './corps.js';
import { accountOf, me } from './identity.js';
import { noDevicesFound } from './selection.js';

/** The summer of an account: from the start of its first day to the end of its last, in the account's time zone. */
export interface Summer {
  readonly accountId: string;
  /** Milliseconds since 1970. */
  readonly begins: number;
  readonly ends: number;
  readonly exemptImeis: readonly string[];
}

const begin = 'kajeet summer begins';
const end = 'kajeet summer ends';

/** What happens to an account when its summer begins and ends. */
export const whenDue: Readonly<Record<string, WhenDue>> = {
  [begin]: (sandbox, accountId) => suspend(sandbox, accountId),
  [end](sandbox, accountId) {
    bringBack(sandbox, accountId);
    sandbox.documents(summers).remove(accountId);
  },
};

type SummerRequest = ReadRequest<unknown, unknown, SummerSuspension>;

/** "Enable summer suspension." Switching on twice is 409. */
export function enableSummer(request: SummerRequest) {
  const accountId = accountOf(me(request));
  const summer = asked(request, accountId, []);
  if (request.sandbox.documents(summers).get(accountId))
    throw conflict('Summer suspension is on already');
  request.sandbox.documents(summers).insert(summer, {});
  putOn(request.sandbox, summer);
  return { message: 'Summer suspension is on' };
}

/** "Update summer suspension time frame." Devices that the new time frame does not suspend come back. */
export function updateSummer(request: SummerRequest) {
  const accountId = accountOf(me(request));
  const stored = request.sandbox.documents(summers);
  const before = stored.get(accountId)?.wire;
  const summer = asked(request, accountId, before?.exemptImeis ?? []);
  if (!before) throw notFound('Summer suspension is off');
  takeOff(request.sandbox, accountId);
  stored.update(accountId, () => ({ wire: summer, own: {} }));
  putOn(request.sandbox, summer);
  return { message: 'Summer suspension is changed' };
}

/** "Disable summer suspension." The devices that it suspended come back. */
export function disableSummer(request: ReadRequest<unknown, unknown, unknown>) {
  const accountId = accountOf(me(request));
  if (!request.sandbox.documents(summers).remove(accountId))
    throw notFound('Summer suspension is off');
  takeOff(request.sandbox, accountId);
  return { message: 'Summer suspension is off' };
}

/** The summer that a body asks for. Exemptions come "only if user is ORG_SUPER". */
function asked(request: SummerRequest, accountId: string, exempt: readonly string[]): Summer {
  const { startDate, endDate, exemptImeis } = request.body;
  const { scopes } = me(request);
  if (exemptImeis && !scopes.includes('org_super')) {
    throw refused(`Exemptions are only for scope org_super; this token has ${scopes.join(', ')}`);
  }
  const timeZone = request.sandbox.documents(corps).get(accountId)?.wire.timeZone ?? 'UTC';
  const begins = startOf(startDate, timeZone, 0);
  const ends = startOf(endDate, timeZone, 1);
  const faults = periodFaults(begins, ends, request.sandbox.clock.now());
  if (begins === undefined || ends === undefined || faults.length > 0) throw invalid(faults);
  refuseUnknown(request.sandbox, accountId, exemptImeis ?? []);
  return { accountId, begins, ends, exemptImeis: exemptImeis ?? exempt };
}

function periodFaults(begins: number | undefined, ends: number | undefined, now: number): Fault[] {
  const noDay = (at: string): Fault => ({ in: 'body', at, message: 'is no day of the calendar' });
  const faults = [
    ...(begins === undefined ? [noDay('/startDate')] : []),
    ...(ends === undefined ? [noDay('/endDate')] : []),
  ];
  if (begins === undefined || ends === undefined) return faults;
  if (ends <= begins)
    return [{ in: 'body', at: '/endDate', message: 'must not be before startDate' }];
  return ends <= now ? [{ in: 'body', at: '/endDate', message: 'must not have passed' }] : [];
}

/** The start of a day, or of one `later`, in milliseconds since 1970; undefined when there is no such day. */
function startOf(day: string, timeZone: string, later: number): number | undefined {
  const Temporal = temporal();
  const iso = day.replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$3-$1-$2');
  try {
    const date = Temporal.PlainDate.from(iso, { overflow: 'reject' }).add({ days: later });
    return date.toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    return undefined;
  }
}

function refuseUnknown(sandbox: Sandbox, accountId: string, imeis: readonly string[]): void {
  const corpId = groupsBelow(sandbox, accountId);
  const stored = sandbox.documents(devices);
  const unknown = imeis.filter((imei) => stored.count({ where: { corpId, imei } }) === 0);
  if (unknown.length > 0) throw notFound(`${noDevicesFound} for ${unknown.join(', ')}`);
}

/** What is to happen when; at once when the summer has begun. */
function putOn(sandbox: Sandbox, { accountId, begins, ends }: Summer): void {
  if (begins <= sandbox.clock.now()) suspend(sandbox, accountId);
  else sandbox.schedule(begins, begin, accountId);
  sandbox.schedule(ends, end, accountId);
}

function takeOff(sandbox: Sandbox, accountId: string): void {
  sandbox.cancel(begin, accountId);
  sandbox.cancel(end, accountId);
  bringBack(sandbox, accountId);
}

/** Active devices that are neither exempt nor in summer use. */
function suspend(sandbox: Sandbox, accountId: string): void {
  const exempt = new Set(sandbox.documents(summers).get(accountId)?.wire.exemptImeis);
  const stored = sandbox.documents(devices);
  for (const key of stored.keys({
    where: { corpId: groupsBelow(sandbox, accountId), status: 'active' },
  })) {
    stored.update(key, (device) => {
      const { wire, own } = device;
      if (own.summerUsage || (wire.imei !== undefined && exempt.has(wire.imei))) return device;
      return { wire: { ...wire, status: 'suspended' }, own: { ...own, suspendedForSummer: true } };
    });
  }
}

/** Exactly those that the summer suspended. */
function bringBack(sandbox: Sandbox, accountId: string): void {
  const stored = sandbox.documents(devices);
  for (const key of stored.keys({
    where: { corpId: groupsBelow(sandbox, accountId), status: 'suspended' },
  })) {
    stored.update(key, (device) => {
      const { suspendedForSummer, ...own } = device.own;
      if (!suspendedForSummer) return device;
      return { wire: { ...device.wire, status: 'active' }, own };
    });
  }
}
