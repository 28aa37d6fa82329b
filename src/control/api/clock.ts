import { ref } from '../../../schemas/annotations.js';
import { Clock, ClockAdvance, ClockSetting } from '../../../schemas/control/index.js';
import { loadTemporal } from '../../lib/temporal.js';
import { anyScope } from '../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  type UnvalidatedRequest,
  type ValidatedRequest,
} from '../../simulator/contract/operation.js';
import { badRequest, type FieldError } from '../../simulator/contract/problem.js';
import { publishChange } from '../../store/sandbox/observer.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';

const tags = ['clock'];

/** Tokens cannot be issued before the first day of 1970; ISO times have four-digit years. */
const earliest = Date.parse('1970-01-02T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** Operations on the clock of the request's sandbox. */
export const clockOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/clock',
    config: { access: anyScope, effect: 'read' },
    schema: {
      operationId: 'getClock',
      summary: 'Read the clock',
      tags,
      response: { 200: ref(Clock) },
    },
    handler: ({ sandbox }) => clockView(sandbox),
  }),
  operation({
    method: 'PUT',
    url: '/clock',
    config: { access: anyScope, effect: 'change', managesSandboxes: true },
    schema: {
      operationId: 'setClock',
      summary: 'Set, freeze or resume the clock; events that become due run',
      tags,
      body: ref(ClockSetting),
      response: { 200: ref(Clock) },
    },
    handler({ sandbox, body: { now, frozen = sandbox.clock.frozen } }) {
      return setClock(sandbox, now === undefined ? sandbox.clock.now() : Date.parse(now), frozen);
    },
  }),
  operation({
    method: 'POST',
    url: '/clock/advance',
    config: { access: anyScope, effect: 'change', managesSandboxes: true },
    schema: {
      operationId: 'advanceClock',
      summary: 'Advance the clock; events that become due run in order, each at its own time',
      tags,
      body: ref(ClockAdvance),
      response: { 200: ref(Clock) },
    },
    check: validateAdvance,
    handler: advance,
  }),
];

function advance({ sandbox, body }: ValidatedRequest<unknown, unknown, ClockAdvance>) {
  const now = sandbox.clock.now();
  const later =
    body.duration === undefined ? now + milliseconds(body) : addDuration(sandbox, body.duration);
  return setClock(sandbox, later, sandbox.clock.frozen);
}

/** The sum of the parts of a duration. */
function milliseconds({ weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 }: ClockAdvance) {
  return Math.round((((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds) * 1000);
}

/** The sandbox's time plus an ISO 8601 duration. Throws a 400 problem for a time that cannot be represented. */
function addDuration({ clock }: Sandbox, duration: string): number {
  const Temporal = loadTemporal();
  try {
    const start = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO('UTC');
    return start.add(duration).epochMilliseconds;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badRequest([
      { in: 'body', at: '/duration', message: `cannot be added to ${clock.iso()}` },
    ]);
  }
}

/** Requires a duration that is not zero, as its parts or as text, but not as both. */
function validateAdvance({ body }: UnvalidatedRequest): FieldError[] {
  const { duration, ...parts } = body;
  const values = Object.values(parts);
  if (duration !== undefined && values.length > 0)
    return [{ in: 'body', at: '/duration', message: 'must not be given together with its parts' }];
  const isZero =
    duration === undefined ? values.every((each) => each === 0) : isZeroDuration(duration);
  return isZero && (values.length > 0 || duration !== undefined)
    ? [{ in: 'body', at: duration === undefined ? '' : '/duration', message: 'must not be zero' }]
    : [];
}

function isZeroDuration(duration: unknown): boolean {
  return typeof duration === 'string' && !/[1-9]/.test(duration);
}

function setClock(sandbox: Sandbox, now: number, frozen: boolean) {
  if (!(now >= earliest && now <= latest)) {
    const [from, to] = [earliest, latest].map((time) => new Date(time).toISOString());
    throw badRequest([
      { in: 'body', at: '', message: `must lead to a time from ${from} to ${to}` },
    ]);
  }
  const moving = sandbox.setClock(now, frozen);
  const publishView = () => {
    const view = clockView(sandbox);
    publishChange(sandbox, 'clock', () => view);
    return view;
  };
  return moving ? moving.then(publishView) : publishView();
}

function clockView({ clock }: Sandbox) {
  return { now: clock.iso(), frozen: clock.frozen };
}
