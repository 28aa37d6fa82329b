import { ref } from '../../../schemas/annotations.js';
import { Clock, ClockAdvance, ClockSetting } from '../../../schemas/control/index.js';
import { loadTemporal } from '../../lib/temporal.js';
import { anyScope } from '../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  type ValidatedRequest,
} from '../../simulator/contract/operation.js';
import { badRequest } from '../../simulator/contract/problem.js';
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
    handler: advance,
  }),
];

function advance({ sandbox, body }: ValidatedRequest<unknown, unknown, ClockAdvance>) {
  const now = sandbox.clock.now();
  if ('seconds' in body)
    return setClock(sandbox, now + Math.round(body.seconds * 1000), sandbox.clock.frozen);
  const Temporal = loadTemporal();
  try {
    const start = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC');
    return setClock(sandbox, start.add(body.duration).epochMilliseconds, sandbox.clock.frozen);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badRequest([
      { in: 'body', at: '/duration', message: `cannot be added to ${sandbox.clock.iso()}` },
    ]);
  }
}

function setClock(sandbox: Sandbox, now: number, frozen: boolean) {
  if (!(now >= earliest && now <= latest)) {
    const [from, to] = [earliest, latest].map((time) => new Date(time).toISOString());
    throw badRequest([
      { in: 'body', at: '', message: `must lead to a time from ${from} to ${to}` },
    ]);
  }
  sandbox.setClock(now, frozen);
  return clockView(sandbox);
}

function clockView({ clock }: Sandbox) {
  return { now: clock.iso(), frozen: clock.frozen };
}
