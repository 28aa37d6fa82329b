import type { StoredObject } from '../../../../schemas/b2core/objects.js';
import { Process } from '../../../../schemas/b2core/processes.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import { fieldError } from '../../../simulator/contract/problem.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { processes as collection } from '../collections.js';
import { plainResource } from '../resources/plain-resource.js';
import { planEnd, processEvent, runTimeMs } from './run.js';

const pidSequence = 'b2core_pids';

const process = plainResource({
  schemas: Process,
  collection,
  url: '/processes',
  // The vendor spells the parameter otherwise than the field.
  pathParam: 'processesId',
  page: 'processes',
  columns: ['name', 'pid', 'arguments', 'code', 'time', 'messages', 'createTime', 'processId'],
  nameFields: ['name'],
  methods: ['list', 'read', 'create'],
  validate: ({ body }) => (typeof body.arguments === 'string' ? periodErrors(body.arguments) : []),
  initialize: start,
  present: ({ sandbox }, { wire }) => ({ ...wire, time: elapsed(sandbox, wire) }),
});

/** How the control plane reads and writes processes. */
export const processRules = [process.rules];

/** Processes that run in the background. */
export const processes: readonly Operation[] = process.operations;

/** Ends processes when their time has come. */
export const processEvents = { [processEvent]: { plan: planEnd } };

/** A new process with its number; it ends by itself on the clock of the sandbox. */
function start(item: StoredObject<typeof Process>, sandbox: Sandbox): StoredObject<typeof Process> {
  sandbox.schedule(sandbox.clock.now() + runTimeMs(item.name), processEvent, item.processId);
  // The number of the vendor's sample is that of the first one.
  return { ...item, pid: 3279 + sandbox.sequences.next(pidSequence) };
}

function elapsed(
  sandbox: Sandbox,
  { code, time, createTime }: StoredObject<typeof Process>,
): number {
  return code === null ? Math.max(0, sandbox.clock.now() - Date.parse(createTime)) : time;
}

/** Reports a period with an invalid time or with an end before its start. */
function periodErrors(text: string) {
  const [from = '', to = ''] = text.split(' ');
  if (text === '' || Date.parse(from) <= Date.parse(to)) return [];
  const isValid = !Number.isNaN(Date.parse(from)) && !Number.isNaN(Date.parse(to));
  const message = isValid
    ? 'must be a period that ends after its start'
    : 'must be two valid date-times separated by a space';
  return fieldError('arguments', message);
}
