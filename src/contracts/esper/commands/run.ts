import type { CommandState } from '../../../../schemas/esper/commands/names.js';
import type { StoredRequest, StoredStatus } from '../../../../schemas/esper/commands/requests.js';
import { deviceStates } from '../../../../schemas/esper/devices/device.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import { dayMs, minuteMs } from '../../../lib/calculation/durations.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { commandRequests, commandSequence, commandStatuses, devices } from '../collections.js';
import { currentTimestamp } from '../tenant/timestamp.js';
import { applyCommand } from './effects.js';

/** The kind of the event that takes a command on a device to its next state. */
export const commandEvent = 'esper command';

/** The state after each one that is not an end, and how long a device that is online takes to get there. */
const steps: Partial<Record<CommandState, readonly [CommandState, number]>> = {
  'Command Scheduled': ['Command Queued', 0],
  'Command Queued': ['Command Initiated', 1000],
  'Command Initiated': ['Command Acknowledged', 2000],
  'Command Acknowledged': ['Command In Progress', 1000],
  'Command In Progress': ['Command Success', 5000],
};

/** A device that is offline comes back after this time; one that has been away for longer than `lostMs` does not. */
const absenceMs = 2 * 60 * minuteMs;
const lostMs = 14 * dayMs;
/** When a command to a device that does not come back is given up. */
const timeOutMs = dayMs;

/** Sends a request to devices, at an instant in milliseconds since 1970. */
export function sendToDevices(
  sandbox: Sandbox,
  request: StoredRequest,
  ids: readonly string[],
  at: number,
): void {
  const now = sandbox.clock.now();
  for (const device of ids) {
    const id = uuidOf(`esper command ${sandbox.sequences.next(commandSequence)}`);
    const created_on = currentTimestamp(sandbox);
    const status: StoredStatus = {
      id,
      request: request.id,
      device,
      state: at > now ? 'Command Scheduled' : 'Command Queued',
      reason: '',
      created_on,
      updated_on: created_on,
    };
    sandbox.documents(commandStatuses).insert(status, {});
    scheduleNext(sandbox, status, Math.max(at, now));
  }
}

/** Sends a device that is online what waited for it. */
export function deliverWaiting(sandbox: Sandbox, device: string): void {
  const waiting = sandbox
    .documents(commandStatuses)
    .all({ where: { device, state: 'Command Queued' } });
  for (const { wire } of waiting) scheduleNext(sandbox, wire, sandbox.clock.now());
}

/** Takes a command on a device to its next state. */
export function advanceCommand(sandbox: Sandbox, id: string): void {
  const status = sandbox.documents(commandStatuses).get(id)?.wire;
  const [next] = (status && steps[status.state]) ?? [];
  const request = status && sandbox.documents(commandRequests).get(status.request)?.wire;
  if (!status || !next || !request) return;
  const [state, reason] = outcomeOf(sandbox, { status, next, request });
  save(sandbox, status, state, reason);
}

interface Step {
  readonly status: StoredStatus;
  readonly next: CommandState;
  readonly request: StoredRequest;
}

/** Does what the next state of a command means for its device. Returns the state that it gets to, and why if it fails. */
function outcomeOf(
  sandbox: Sandbox,
  { status, next, request }: Step,
): readonly [CommandState, string] {
  const stored = sandbox.documents(devices);
  const device = stored.get(status.device);
  if (!device?.wire.is_active) return ['Command Failure', 'The device was wiped or deleted'];
  const { wire, internal } = device;
  if (next === 'Command Initiated' && wire.state === deviceStates.inactive) {
    if (isLost(sandbox, wire.updated_on))
      return ['Command TimeOut', 'The device did not come online'];
    const updated_on = currentTimestamp(sandbox);
    stored.upsert({ ...wire, ...inState(deviceStates.active), updated_on }, internal);
    deliverWaiting(sandbox, wire.id);
  }
  if (next === 'Command In Progress' && request.command === 'WIPE')
    stored.upsert({ ...wire, ...inState(deviceStates.wiping) }, internal);
  const reason = next === 'Command Success' ? applyCommand(sandbox, request, wire.id) : '';
  return [reason === '' ? next : 'Command Failure', reason];
}

function inState(state: number) {
  return { state, status: state };
}

function save(sandbox: Sandbox, before: StoredStatus, state: CommandState, reason: string): void {
  const now = sandbox.clock.now();
  const status = { ...before, state, reason, updated_on: currentTimestamp(sandbox) };
  sandbox.documents(commandStatuses).upsert(status, {});
  scheduleNext(sandbox, status, now);
}

/** Schedules the next state of a command, if there is one. */
function scheduleNext(sandbox: Sandbox, { id, state, device }: StoredStatus, from: number): void {
  const [, delay] = steps[state] ?? [];
  if (delay === undefined) return;
  const absence = state === 'Command Queued' ? absenceOf(sandbox, device) : undefined;
  sandbox.schedule(from + (absence ?? delay), commandEvent, id);
}

/** How long a command waits for a device that is offline; undefined for others. */
function absenceOf(sandbox: Sandbox, id: string): number | undefined {
  const device = sandbox.documents(devices).get(id)?.wire;
  if (!device?.is_active || device.state !== deviceStates.inactive) return undefined;
  return isLost(sandbox, device.updated_on) ? timeOutMs : absenceMs;
}

function isLost(sandbox: Sandbox, lastSeen: string): boolean {
  return sandbox.clock.now() - Date.parse(lastSeen) > lostMs;
}
