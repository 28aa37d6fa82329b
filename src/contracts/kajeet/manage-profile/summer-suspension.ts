import type { SummerSuspension } from '../../../../schemas/kajeet/manage-profile.js';
import { loadTemporal } from '../../../lib/temporal.js';
import type {
  UnvalidatedRequest,
  ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import {
  conflict,
  type FieldError,
  forbidden,
  notFound,
} from '../../../simulator/contract/problem.js';
import type { EventHandler, Sandbox } from '../../../store/sandbox/sandbox.js';
import { corps, devices, type SuspensionPeriod, summerSuspensions } from '../collections.js';
import { descendantGroupIds } from '../corps.js';
import { assertImeisExist, type StoredDevice } from '../devices/selection.js';
import { withStatus } from '../devices/statuses.js';
import { accountIdOf, kajeetCaller } from '../identity.js';

const begin = 'kajeet summer begins';
const end = 'kajeet summer ends';

/** What happens to an account when its summer begins and ends. */
export const eventHandlers: Readonly<Record<string, EventHandler>> = {
  [begin]: (sandbox, accountId) => suspendAll(sandbox, accountId),
  [end](sandbox, accountId) {
    resumeAll(sandbox, accountId);
    sandbox.documents(summerSuspensions).delete(accountId);
  },
};

type SummerRequest = ValidatedRequest<unknown, unknown, SummerSuspension>;

/** "Enable summer suspension." Switching on twice is 409. */
export function enableSummerSuspension(request: SummerRequest) {
  const accountId = accountIdOf(kajeetCaller(request));
  const summer = parseSuspension(request, accountId, []);
  const before = request.sandbox.documents(summerSuspensions).get(accountId)?.wire;
  if (before) {
    const [from, to] = [before.begins, before.ends].map((time) => new Date(time).toISOString());
    const actual = `${accountId} is suspended for summer from ${from} to ${to}`;
    throw conflict('Summer suspension is on already', { rule: 'It is switched on once', actual });
  }
  request.sandbox.documents(summerSuspensions).insert(summer, {});
  if (isActiveAt(summer, request.sandbox.clock.now())) suspendAll(request.sandbox, accountId);
  scheduleTransitions(request.sandbox, summer);
  return { message: 'Summer suspension is on' };
}

/** "Update summer suspension time frame." Devices that the new time frame does not suspend come back. */
export function updateSummerSuspension(request: SummerRequest) {
  const { sandbox } = request;
  const accountId = accountIdOf(kajeetCaller(request));
  const stored = sandbox.documents(summerSuspensions);
  const before = stored.get(accountId)?.wire;
  const summer = parseSuspension(request, accountId, before?.exemptImeis ?? []);
  if (!before) throw notFound('Summer suspension is off');
  stored.update(accountId, () => ({ wire: summer, internal: {} }));
  sandbox.cancel(begin, accountId);
  sandbox.cancel(end, accountId);
  const now = sandbox.clock.now();
  if (isActiveAt(before, now) && isActiveAt(summer, now)) changeExemptions(sandbox, before, summer);
  else {
    resumeAll(sandbox, accountId);
    if (isActiveAt(summer, now)) suspendAll(sandbox, accountId);
  }
  scheduleTransitions(sandbox, summer);
  return { message: 'Summer suspension is changed' };
}

/** "Disable summer suspension." The devices that it suspended come back. */
export function disableSummerSuspension(request: ValidatedRequest<unknown, unknown, unknown>) {
  const accountId = accountIdOf(kajeetCaller(request));
  if (!request.sandbox.documents(summerSuspensions).delete(accountId))
    throw notFound('Summer suspension is off');
  request.sandbox.cancel(begin, accountId);
  request.sandbox.cancel(end, accountId);
  resumeAll(request.sandbox, accountId);
  return { message: 'Summer suspension is off' };
}

/** The summer that a body asks for. Exemptions come "only if user is ORG_SUPER". */
function parseSuspension(
  request: SummerRequest,
  accountId: string,
  exempt: readonly string[],
): SuspensionPeriod {
  const { sandbox, body } = request;
  const { scopes } = kajeetCaller(request);
  const { exemptImeis = exempt } = body;
  if (body.exemptImeis?.length && !scopes.includes('org_super')) {
    const rule = 'Exemptions are only for scope org_super';
    const actual = `the caller has ${scopes.join(', ')}`;
    throw forbidden(`${rule}; ${actual}`, {
      rule,
      evidence: 'documented',
      actual,
      remedies: ['scope org_super', 'the same without exemptImeis'],
    });
  }
  const timeZone = sandbox.documents(corps).get(accountId)?.wire.timeZone ?? 'UTC';
  const [begins = 0, ends = 0] = [
    startOf(body.startDate, timeZone, 0),
    startOf(body.endDate, timeZone, 1),
  ];
  assertImeisExist(request, descendantGroupIds(sandbox, accountId), exemptImeis);
  return { accountId, begins, ends, exemptImeis };
}

/** What is no day, and an end before the start. */
export function validatePeriod({ body }: UnvalidatedRequest): FieldError[] {
  const days = ['startDate', 'endDate'].map((name) => ({
    name,
    at: startOf(String(body[name]), 'UTC', 0),
  }));
  const none = days.filter(({ name, at }) => body[name] !== undefined && at === undefined);
  const fieldErrors = none.map(
    ({ name }): FieldError => ({
      in: 'body',
      at: `/${name}`,
      message: 'is no day of the calendar',
    }),
  );
  const [begins, ends] = days.map(({ at }) => at);
  if (begins === undefined || ends === undefined || begins <= ends) return fieldErrors;
  return [{ in: 'body', at: '/endDate', message: 'must not be before startDate' }];
}

/** The start of a day, or of one `later`, in milliseconds since 1970; undefined when there is no such day. */
function startOf(day: string, timeZone: string, later: number): number | undefined {
  const Temporal = loadTemporal();
  const iso = day.replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$3-$1-$2');
  try {
    const date = Temporal.PlainDate.from(iso, { overflow: 'reject' }).add({ days: later });
    return date.toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    return undefined;
  }
}

function isActiveAt({ begins, ends }: SuspensionPeriod, now: number): boolean {
  return begins <= now && now < ends;
}

/** What is to happen when. A summer that is over ends at once. */
function scheduleTransitions(
  sandbox: Sandbox,
  { accountId, begins, ends }: SuspensionPeriod,
): void {
  if (begins > sandbox.clock.now()) sandbox.schedule(begins, begin, accountId);
  sandbox.schedule(ends, end, accountId);
}

/** Active devices that are neither exempt nor in summer use. */
function suspendAll(sandbox: Sandbox, accountId: string): void {
  const exempt = new Set(sandbox.documents(summerSuspensions).get(accountId)?.wire.exemptImeis);
  const where = { corpId: descendantGroupIds(sandbox, accountId), status: 'active' };
  const stored = sandbox.documents(devices);
  for (const key of stored.keys({ where }))
    stored.update(key, (device) => suspendDevice(device, exempt));
}

/** Exactly those that the summer suspended. */
function resumeAll(sandbox: Sandbox, accountId: string): void {
  const where = { corpId: descendantGroupIds(sandbox, accountId), status: 'suspended' };
  const stored = sandbox.documents(devices);
  for (const key of stored.keys({ where })) stored.update(key, resumeDevice);
}

/** In the midst of a summer those who became exempt come back, and those who no longer are become suspended. */
function changeExemptions(
  sandbox: Sandbox,
  before: SuspensionPeriod,
  after: SuspensionPeriod,
): void {
  const stored = sandbox.documents(devices);
  const [actual, has] = [new Set(before.exemptImeis), new Set(after.exemptImeis)];
  const corpId = descendantGroupIds(sandbox, after.accountId);
  const change = (imeis: Iterable<string>, how: (device: StoredDevice) => StoredDevice) => {
    for (const imei of imeis) {
      for (const key of stored.keys({ where: { corpId, imei } })) stored.update(key, how);
    }
  };
  change(
    [...has].filter((imei) => !actual.has(imei)),
    resumeDevice,
  );
  change(
    [...actual].filter((imei) => !has.has(imei)),
    (device) => suspendDevice(device, has),
  );
}

function suspendDevice(device: StoredDevice, exempt: ReadonlySet<string>): StoredDevice {
  const { status, imei } = device.wire;
  const keepsRunning = device.internal.summerUsage || (imei !== undefined && exempt.has(imei));
  if (status !== 'active' || keepsRunning) return device;
  const { wire, internal } = withStatus(device, 'SUSPENDED');
  return { wire, internal: { ...internal, suspendedForSummer: true } };
}

/** A device as it was before the summer suspended it; one that it did not suspend stays as it is. */
export function resumeDevice(device: StoredDevice): StoredDevice {
  if (!device.internal.suspendedForSummer) return device;
  const { wire, internal } = withStatus(device, 'ACTIVE');
  const { suspendedForSummer: _, ...rest } = internal;
  return { wire, internal: rest };
}
