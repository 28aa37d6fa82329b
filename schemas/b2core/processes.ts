import { Type } from '@sinclair/typebox';
import { nullable, stringEnum } from '../annotations.js';
import { objectSchemas, required, text } from './objects.js';

/** What processes do. The vendor publishes only their names. */
export const processNames = [
  'accounts',
  'groups',
  'symbols',
  'trades',
  'pay',
  'fund',
  'refund',
  'diagnostics',
  'cache',
] as const;

/** How a process ended. */
export const processCodes = { done: 0, errors: 1, stopped: 2 } as const;

const period = '[0-9]{4}-[0-9]{2}-[0-9]{2}T\\S+';

export const Process = objectSchemas({
  name: 'Process',
  nouns: ['process', 'processes'],
  id: 'processId',
  publication: 'object',
  fields: {
    pid: Type.Integer({ description: 'The number of the process', examples: [3279] }),
    name: stringEnum(processNames, { description: 'What the process does', examples: ['trades'] }),
    arguments: Type.String({
      pattern: `^(${period} ${period})?$`,
      'x-chosen': ['pattern'],
      description:
        'two date-times separated by a space, or nothing: the period that the process is about, both ends included',
      examples: ['2021-01-01T00:00:00+00:00 2021-01-02T00:00:00+00:00'],
    }),
    messages: Type.Integer({ description: 'How many objects it has handled', examples: [1] }),
    memory: Type.Integer({ description: 'Its memory in bytes', examples: [60] }),
    time: Type.Integer({
      description: 'How long it has run, in milliseconds',
      examples: [3368967],
    }),
    code: {
      ...nullable(
        Type.Integer({
          enum: Object.values(processCodes),
          description:
            'How it ended: 0 done, 1 with errors, 2 stopped for maintenance; null while it runs',
          examples: [0],
        }),
      ),
      'x-chosen': ['null'],
    },
    version: text('The version of the product', '2.18.0'),
  },
  writable: { name: required, arguments: '' },
  initial: { pid: 0, messages: 0, memory: 60, time: 0, code: null, version: '2.18.0' },
  sorts: ['pid', 'name', 'time', 'code'],
  filters: ['name', 'code'],
  example: { name: 'trades', arguments: '2026-03-01T00:00:00+00:00 2026-03-10T00:00:00+00:00' },
});
