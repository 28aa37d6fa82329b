import type { SummerSuspension } from '../../../schemas/kajeet/manage-profile.js';
import type { ReadRequest, SentRequest } from '../../simulator/contract.js';
import { conflict, type Fault, notFound, refused } from '../../simulator/problem.js';
import { temporal } from '../../simulator/temporal.js';
import type { Sandbox } from '../../store/sandbox.js';
import type { WhenDue } from '../../store/sandbox-settings.js';
import { corps, devices, summers } from './collections.js';
import { groupsBelow } from './corps.js';
import { accountOf, me } from './identity.js';
import { refuseUnknownImeis, type StoredDevice } from './selection.js';
import { withStatus } from './statuses.js';

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
  const before = request.sandbox.documents(summers).get(accountId)?.wire;
  if (before) {
    const [from, to] = [before.begins, before.ends].map((time) => new Date(time).toISOString());
    const had = `${accountId} is suspended for summer from ${from} to ${to}`;
    throw conflict('Summer suspension is on already', { rule: 'It is switched on once', had });
  }
  request.sandbox.documents(summers).insert(summer, {});
  if (isDuring(summer, request.sandbox.clock.now())) suspend(request.sandbox, accountId);
  plan(request.sandbox, summer);
  return { message: 'Summer suspension is on' };
}

/** "Update summer suspension time frame." Devices that the new time frame does not suspend come back. */
export function updateSummer(request: SummerRequest) {
  const { sandbox } = request;
  const accountId = accountOf(me(request));
  const stored = sandbox.documents(summers);
  const before = stored.get(accountId)?.wire;
  const summer = asked(request, accountId, before?.exemptImeis ?? []);
  if (!before) throw notFound('Summer suspension is off');
  stored.update(accountId, () => ({ wire: summer, own: {} }));
  sandbox.cancel(begin, accountId);
  sandbox.cancel(end, accountId);
  const now = sandbox.clock.now();
  if (isDuring(before, now) && isDuring(summer, now)) changeExemptions(sandbox, before, summer);
  else {
    bringBack(sandbox, accountId);
    if (isDuring(summer, now)) suspend(sandbox, accountId);
  }
  plan(sandbox, summer);
  return { message: 'Summer suspension is changed' };
}

/** "Disable summer suspension." The devices that it suspended come back. */
export function disableSummer(request: ReadRequest<unknown, unknown, unknown>) {
  const accountId = accountOf(me(request));
  if (!request.sandbox.documents(summers).remove(accountId))
    throw notFound('Summer suspension is off');
  request.sandbox.cancel(begin, accountId);
  request.sandbox.cancel(end, accountId);
  bringBack(request.sandbox, accountId);
  return { message: 'Summer suspension is off' };
}

/** The summer that a body asks for. Exemptions come "only if user is ORG_SUPER". */
function asked(request: SummerRequest, accountId: string, exempt: readonly string[]): Summer {
  const { sandbox, body } = request;
  const { scopes } = me(request);
  const { exemptImeis = exempt } = body;
  if (body.exemptImeis?.length && !scopes.includes('org_super')) {
    const rule = 'Exemptions are only for scope org_super';
    const had = `the caller has ${scopes.join(', ')}`;
    throw refused(`${rule}; ${had}`, {
      rule,
      evidence: 'documented',
      had,
      passes: ['scope org_super', 'the same without exemptImeis'],
    });
  }
  const timeZone = sandbox.documents(corps).get(accountId)?.wire.timeZone ?? 'UTC';
  const [begins = 0, ends = 0] = [
    startOf(body.startDate, timeZone, 0),
    startOf(body.endDate, timeZone, 1),
  ];
  refuseUnknownImeis(request, groupsBelow(sandbox, accountId), exemptImeis);
  return { accountId, begins, ends, exemptImeis };
}

/** What is no day, and an end before the start. */
export function periodFaults({ body }: SentRequest): Fault[] {
  const days = ['startDate', 'endDate'].map((name) => ({
    name,
    at: startOf(String(body[name]), 'UTC', 0),
  }));
  const none = days.filter(({ name, at }) => body[name] !== undefined && at === undefined);
  const faults = none.map(
    ({ name }): Fault => ({ in: 'body', at: `/${name}`, message: 'is no day of the calendar' }),
  );
  const [begins, ends] = days.map(({ at }) => at);
  if (begins === undefined || ends === undefined || begins <= ends) return faults;
  return [{ in: 'body', at: '/endDate', message: 'must not be before startDate' }];
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

function isDuring({ begins, ends }: Summer, now: number): boolean {
  return begins <= now && now < ends;
}

/** What is to happen when. A summer that is over ends at once. */
function plan(sandbox: Sandbox, { accountId, begins, ends }: Summer): void {
  if (begins > sandbox.clock.now()) sandbox.schedule(begins, begin, accountId);
  sandbox.schedule(ends, end, accountId);
}

/** Active devices that are neither exempt nor in summer use. */
function suspend(sandbox: Sandbox, accountId: string): void {
  const exempt = new Set(sandbox.documents(summers).get(accountId)?.wire.exemptImeis);
  const where = { corpId: groupsBelow(sandbox, accountId), status: 'active' };
  const stored = sandbox.documents(devices);
  for (const key of stored.keys({ where }))
    stored.update(key, (device) => toSummer(device, exempt));
}

/** Exactly those that the summer suspended. */
function bringBack(sandbox: Sandbox, accountId: string): void {
  const where = { corpId: groupsBelow(sandbox, accountId), status: 'suspended' };
  const stored = sandbox.documents(devices);
  for (const key of stored.keys({ where })) stored.update(key, backFromSummer);
}

/** In the midst of a summer those who became exempt come back, and those who no longer are become suspended. */
function changeExemptions(sandbox: Sandbox, before: Summer, after: Summer): void {
  const stored = sandbox.documents(devices);
  const [had, has] = [new Set(before.exemptImeis), new Set(after.exemptImeis)];
  const corpId = groupsBelow(sandbox, after.accountId);
  const change = (imeis: Iterable<string>, how: (device: StoredDevice) => StoredDevice) => {
    for (const imei of imeis) {
      for (const key of stored.keys({ where: { corpId, imei } })) stored.update(key, how);
    }
  };
  change(
    [...has].filter((imei) => !had.has(imei)),
    backFromSummer,
  );
  change(
    [...had].filter((imei) => !has.has(imei)),
    (device) => toSummer(device, has),
  );
}

function toSummer(device: StoredDevice, exempt: ReadonlySet<string>): StoredDevice {
  const { status, imei } = device.wire;
  const keepsRunning = device.own.summerUsage || (imei !== undefined && exempt.has(imei));
  if (status !== 'active' || keepsRunning) return device;
  const { wire, own } = withStatus(device, 'SUSPENDED');
  return { wire, own: { ...own, suspendedForSummer: true } };
}

/** A device as it was before the summer suspended it; one that it did not suspend stays as it is. */
export function backFromSummer(device: StoredDevice): StoredDevice {
  if (!device.own.suspendedForSummer) return device;
  const { wire, own } = withStatus(device, 'ACTIVE');
  const { suspendedForSummer: _, ...rest } = own;
  return { wire, own: rest };
}
