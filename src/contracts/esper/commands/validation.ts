import type { StoredRequest } from '../../../../schemas/esper/commands/requests.js';
import type { UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import type { AnyCollection } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { devices, groups } from '../collections.js';
import { unreachableIds } from '../devices/reach.js';
import { isLimitedToGroups } from '../identity.js';
import { unknownIds } from '../unknown-ids.js';
import { firstTime, weekday } from './windows.js';

/** Reports unknown devices and groups, a request without any, and a schedule that never sends. */
export function validateRequest(request: UnvalidatedRequest): FieldError[] {
  const { sandbox, body } = request;
  return [
    ...unreachableTargets(request),
    ...unknownTargets(sandbox, 'devices', devices, body.devices),
    ...unknownTargets(sandbox, 'groups', groups, body.groups),
    ...missingTargets(body),
    ...scheduleErrors(sandbox, body),
  ];
}

/** As `validateRequest`, and reports a DYNAMIC request without devices and groups, which the command service needs. */
export function validateServiceRequest(request: UnvalidatedRequest): FieldError[] {
  return [
    ...validateRequest(request),
    ...(namesNothing(request.body)
      ? fieldError('devices', 'or groups must name at least one, as the command_type is DYNAMIC')
      : []),
  ];
}

/** Reports devices and groups that the caller does not see, and a request to all devices of a caller who does not see them all. */
function unreachableTargets(request: UnvalidatedRequest): FieldError[] {
  const { body, caller } = request;
  return [
    ...unreachableIds(request, 'devices', 'device', body.devices),
    ...unreachableIds(request, 'groups', 'group', body.groups),
    ...(namesNothing(body) && isLimitedToGroups(caller)
      ? fieldError('devices', 'or groups must name at least one, as the caller sees only some')
      : []),
  ];
}

/** Whether a body is DYNAMIC and names neither devices nor groups, which means all devices. */
function namesNothing(body: UnvalidatedRequest['body']): boolean {
  return body.command_type === 'DYNAMIC' && [body.devices, body.groups].every(isMissing);
}

/** Whether a body names nothing in a list. */
function isMissing(ids: unknown): boolean {
  return ids === undefined || (Array.isArray(ids) && ids.length === 0);
}

function unknownTargets(
  sandbox: Sandbox,
  field: string,
  target: AnyCollection,
  ids: unknown,
): FieldError[] {
  const message = (id: string) => `must be the id of one of the ${field}, not ${id}`;
  return unknownIds(sandbox, target, { field, ids, message });
}

/** The field that has the targets of a request, by its type. */
const targetFields: Readonly<Record<string, string>> = { DEVICE: 'devices', GROUP: 'groups' };

function missingTargets(body: UnvalidatedRequest['body']): FieldError[] {
  const field = targetFields[String(body.command_type)];
  if (field === undefined) return [];
  return isMissing(body[field])
    ? fieldError(field, `must name at least one, as the command_type is ${body.command_type}`)
    : [];
}

function scheduleErrors(
  sandbox: Sandbox,
  { schedule, schedule_args = {} }: UnvalidatedRequest['body'],
): FieldError[] {
  if (schedule !== 'WINDOW' && schedule !== 'RECURRING') return [];
  if (!isSchedule(schedule_args)) return [];
  const unknownDays = (schedule_args.days ?? []).flatMap((day, index) =>
    weekday(day) < 0
      ? fieldError(`schedule_args/days/${index}`, 'must be a day of the week, such as Monday')
      : [],
  );
  if (unknownDays.length > 0) return unknownDays;
  const first = firstTime({ schedule, schedule_args }, sandbox.clock.now());
  return first === undefined
    ? fieldError('schedule_args', 'must send at some time between now and its end')
    : [];
}

/** Whether a value of an unchecked body has the types that a schedule is computed from. */
function isSchedule(value: unknown): value is StoredRequest['schedule_args'] {
  if (typeof value !== 'object' || value === null) return false;
  const { start_datetime, end_datetime, window_start_time, window_end_time, days } =
    value as Record<string, unknown>;
  const isText = (each: unknown) => each === undefined || typeof each === 'string';
  const areTexts = [start_datetime, end_datetime, window_start_time, window_end_time].every(isText);
  return areTexts && (days === undefined || (Array.isArray(days) && days.every(isText)));
}
