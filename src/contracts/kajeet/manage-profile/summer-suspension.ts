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
import { performWork } from '../../../simulator/resources/long-write.js';
import { briefWork, joinWork, type LongWork } from '../../../store/documents/long-work.js';
import type { EventHandler, Sandbox } from '../../../store/sandbox/sandbox.js';
import {
  devices,
  type StoredDevice,
  type SuspensionPeriod,
  summerSuspensions,
  timeZoneOf,
} from '../collections.js';
import { descendantGroupIds } from '../corp-tree.js';
import { assertImeisExist } from '../devices/lookup.js';
import { withStatus } from '../devices/statuses.js';
import { accountIdOf, kajeetCaller } from '../identity.js';

/** Kinds of scheduled events; they are stored. */
const beginEvent = 'kajeet summer begins';
const endEvent = 'kajeet summer ends';

/** Suspends the devices of an account when its summer suspension begins and resumes them when it ends. */
export const eventHandlers: Readonly<Record<string, EventHandler>> = {
  [beginEvent]: { plan: suspension },
  [endEvent]: {
    plan: (sandbox, accountId) =>
      joinWork([
        resumption(sandbox, accountId),
        briefWork(() => sandbox.documents(summerSuspensions).delete(accountId)),
      ]),
  },
};

/** What happens at these events. */
export const summerDescriptions: Readonly<Record<string, string>> = {
  [beginEvent]: 'The summer suspension of the account begins: its devices are suspended',
  [endEvent]: 'The summer suspension of the account ends: the devices that it suspended come back',
};

type SuspensionRequest = ValidatedRequest<unknown, unknown, SummerSuspension>;

/** "Enable summer suspension." Throws a 409 problem when it is already on. */
export function enableSummerSuspension(request: SuspensionRequest) {
  const accountId = accountIdOf(kajeetCaller(request));
  const period = parseSuspension(request, accountId, []);
  const stored = request.sandbox.documents(summerSuspensions);
  const before = stored.get(accountId)?.wire;
  if (before) {
    const [from, to] = [before.begins, before.ends].map((time) => new Date(time).toISOString());
    const actual = `${accountId} is suspended for summer from ${from} to ${to}`;
    const rule = 'Summer suspension can be switched on only while it is off';
    throw conflict('Summer suspension is already on', { rule, actual });
  }
  const plan = (sandbox: Sandbox) =>
    joinWork([
      briefWork(() => sandbox.documents(summerSuspensions).insert(period, {})),
      suspensionChange(sandbox, undefined, period),
    ]);
  return performWork(request, plan, { message: 'Summer suspension is on' });
}

/**
 * "Update summer suspension time frame." Resumes the devices that the new period does not suspend. Throws a 404 problem
 * when summer suspension is off.
 */
export function updateSummerSuspension(request: SuspensionRequest) {
  const accountId = accountIdOf(kajeetCaller(request));
  const before = request.sandbox.documents(summerSuspensions).get(accountId)?.wire;
  const period = parseSuspension(request, accountId, before?.exemptImeis ?? []);
  if (!before) throw notFound('Summer suspension is off');
  const plan = (sandbox: Sandbox) => {
    const stored = sandbox.documents(summerSuspensions);
    return joinWork([
      briefWork(() => stored.update(accountId, () => ({ wire: period, internal: {} }))),
      suspensionChange(sandbox, before, period),
    ]);
  };
  return performWork(request, plan, { message: 'Summer suspension is changed' });
}

/**
 * The work that a changed suspension means: suspends and resumes devices, and schedules its begin and end. `before` is undefined
 * for one that was switched on, `after` for one that was switched off. When it begins, the collection has the new one already.
 */
export function suspensionChange(
  sandbox: Sandbox,
  before: SuspensionPeriod | undefined,
  after: SuspensionPeriod | undefined,
): LongWork {
  const { accountId = '' } = after ?? before ?? {};
  const now = sandbox.clock.now();
  const wasActive = before !== undefined && isActiveAt(before, now);
  const isActive = after !== undefined && isActiveAt(after, now);
  const works: LongWork[] = [];
  if (after && wasActive && isActive)
    works.push(briefWork(() => changeExemptions(sandbox, before, after)));
  else {
    if (before) works.push(resumption(sandbox, accountId));
    if (isActive) works.push(suspension(sandbox, accountId));
  }
  const reschedule = () => {
    sandbox.cancel(beginEvent, accountId);
    sandbox.cancel(endEvent, accountId);
    if (after) scheduleTransitions(sandbox, after);
  };
  return joinWork([...works, briefWork(reschedule)]);
}

/** "Disable summer suspension." Resumes the devices that it suspended. Throws a 404 problem when it is off. */
export function disableSummerSuspension(request: ValidatedRequest<unknown, unknown, unknown>) {
  const accountId = accountIdOf(kajeetCaller(request));
  const stored = request.sandbox.documents(summerSuspensions);
  const before = stored.get(accountId)?.wire;
  if (!before) throw notFound('Summer suspension is off');
  const plan = (sandbox: Sandbox) =>
    joinWork([
      briefWork(() => sandbox.documents(summerSuspensions).delete(accountId)),
      suspensionChange(sandbox, before, undefined),
    ]);
  return performWork(request, plan, { message: 'Summer suspension is off' });
}

/** The requested period. Throws a 403 problem for exemptions, which are accepted "only if user is ORG_SUPER". */
function parseSuspension(
  request: SuspensionRequest,
  accountId: string,
  currentExemptions: readonly string[],
): SuspensionPeriod {
  const { sandbox, body } = request;
  const { scopes } = kajeetCaller(request);
  const { exemptImeis = currentExemptions } = body;
  if (body.exemptImeis?.length && !scopes.includes('org_super')) {
    const rule = 'Exemptions are only for scope org_super';
    const actual = `the caller has ${scopes.join(', ')}`;
    throw forbidden(`${rule}; ${actual}`, {
      rule,
      evidence: 'documented',
      actual,
      remedies: ['scope org_super', 'the same request without exemptImeis'],
    });
  }
  const timeZone = timeZoneOf(sandbox, accountId);
  const [begins = 0, ends = 0] = [
    startOfDay(body.startDate, timeZone),
    startOfDay(body.endDate, timeZone, 1),
  ];
  assertImeisExist(request, descendantGroupIds(sandbox, accountId), exemptImeis);
  return { accountId, begins, ends, exemptImeis };
}

/** Rejects dates that do not exist and an end before the start. */
export function validatePeriod({ body }: UnvalidatedRequest): FieldError[] {
  const dates = ['startDate', 'endDate'].map((name) => ({
    name,
    time: startOfDay(String(body[name]), 'UTC'),
  }));
  const invalid = dates.filter(({ name, time }) => body[name] !== undefined && time === undefined);
  const fieldErrors = invalid.map(
    ({ name }): FieldError => ({
      in: 'body',
      at: `/${name}`,
      message: 'is not a calendar date',
    }),
  );
  const [begins, ends] = dates.map(({ time }) => time);
  if (begins === undefined || ends === undefined || begins <= ends) return fieldErrors;
  return [{ in: 'body', at: '/endDate', message: 'must not be before startDate' }];
}

/** The start of a day, `addDays` later, in milliseconds since 1970; undefined for a date that does not exist. */
function startOfDay(day: string, timeZone: string, addDays = 0): number | undefined {
  const Temporal = loadTemporal();
  const iso = day.replace(/^(\d\d)\/(\d\d)\/(\d{4})$/, '$3-$1-$2');
  try {
    const date = Temporal.PlainDate.from(iso, { overflow: 'reject' }).add({ days: addDays });
    return date.toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    return undefined;
  }
}

function isActiveAt({ begins, ends }: SuspensionPeriod, now: number): boolean {
  return begins <= now && now < ends;
}

/** Schedules the begin and the end. A period in the past ends with the next run of due events. */
function scheduleTransitions(
  sandbox: Sandbox,
  { accountId, begins, ends }: SuspensionPeriod,
): void {
  if (begins > sandbox.clock.now()) sandbox.schedule(begins, beginEvent, accountId);
  sandbox.schedule(ends, endEvent, accountId);
}

/** The work of suspending the account's active devices that are neither exempt nor in summer use. */
function suspension(sandbox: Sandbox, accountId: string): LongWork {
  const where = { corpId: descendantGroupIds(sandbox, accountId), status: 'active' };
  let exempt: ReadonlySet<string> | undefined;
  return sandbox.documents(devices).updateWhere({ where }, (device) => {
    // Read by the first step, because the period may be stored by the step before.
    exempt ??= new Set(sandbox.documents(summerSuspensions).get(accountId)?.wire.exemptImeis);
    return suspendDevice(device, exempt);
  });
}

/** The work of resuming the account's devices that the summer suspension suspended, and no others. */
function resumption(sandbox: Sandbox, accountId: string): LongWork {
  const where = { corpId: descendantGroupIds(sandbox, accountId), status: 'suspended' };
  return sandbox.documents(devices).updateWhere({ where }, resumeDevice);
}

/** During a suspension, resumes devices that became exempt and suspends those that are no longer exempt. */
function changeExemptions(
  sandbox: Sandbox,
  before: SuspensionPeriod,
  after: SuspensionPeriod,
): void {
  const stored = sandbox.documents(devices);
  const exemptBefore = new Set(before.exemptImeis);
  const exemptAfter = new Set(after.exemptImeis);
  const corpId = descendantGroupIds(sandbox, after.accountId);
  const updateByImei = (imeis: string[], change: (device: StoredDevice) => StoredDevice) => {
    for (const imei of imeis) {
      for (const key of stored.keys({ where: { corpId, imei } })) stored.update(key, change);
    }
  };
  updateByImei(
    [...exemptAfter].filter((imei) => !exemptBefore.has(imei)),
    resumeDevice,
  );
  updateByImei(
    [...exemptBefore].filter((imei) => !exemptAfter.has(imei)),
    (device) => suspendDevice(device, exemptAfter),
  );
}

function suspendDevice(device: StoredDevice, exempt: ReadonlySet<string>): StoredDevice {
  const { status, imei } = device.wire;
  const keepsRunning = device.internal.summerUsage || (imei !== undefined && exempt.has(imei));
  if (status !== 'active' || keepsRunning) return device;
  const { wire, internal } = withStatus(device, 'SUSPENDED');
  return { wire, internal: { ...internal, suspendedForSummer: true } };
}

/** Reactivates a device that the summer suspension suspended; other devices stay as they are. */
export function resumeDevice(device: StoredDevice): StoredDevice {
  if (!device.internal.suspendedForSummer) return device;
  const { wire, internal } = withStatus(device, 'ACTIVE');
  const { suspendedForSummer: _, ...rest } = internal;
  return { wire, internal: rest };
}
