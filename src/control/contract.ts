import { Type } from '@sinclair/typebox';
import { tokenWish } from '../../schemas/control/index.js';
import type { Contract } from '../simulator/contract/contract.js';
import { notFound } from '../simulator/contract/problem.js';
import { problemDetails } from '../simulator/contract/problem-details.js';
import { clock } from './api/clock.js';
import { exportImportOperations } from './api/export-import.js';
import { faults } from './api/faults.js';
import { journal } from './api/journal.js';
import { personas } from './api/personas.js';
import { sandboxes } from './api/sandboxes.js';
import { serverOperations } from './api/server.js';
import { snapshots } from './api/snapshots.js';
import type { ControlContext } from './context.js';

/** The control plane, as one more contract: mounted, checked and described as the vendors' are. */
export function controlPlane(controlled: ControlContext): Contract {
  const request = tokenWish(
    controlled.contracts.map(({ name, identity: { scopes } }) => ({ name, scopes })),
  );
  return {
    name: 'sim',
    title: 'Understudy control plane',
    description:
      'Steers the simulation: its sandboxes, their clocks, and the tokens to call the vendor APIs with.',
    version: '1.0',
    home: 'https://www.npmjs.com/package/api-understudy',
    mount: '/_sim',
    aliases: {},
    example: (_token, base) => `curl "${base}/health"`,
    tags: [
      { name: 'server', description: 'What runs here' },
      { name: 'sandboxes', description: 'Isolated worlds' },
      { name: 'clock', description: 'The time in a sandbox' },
      { name: 'faults', description: 'What is to go wrong in a sandbox' },
      { name: 'journal', description: 'What callers sent and got in a sandbox' },
      { name: 'callers', description: 'Who to call the vendor APIs as' },
    ],
    identity: {
      isOptional: true,
      scopes: [],
      schemes: {
        admin: { type: 'http', scheme: 'bearer', description: 'The admin token, where one is set' },
      },
      authenticate(request) {
        controlled.admit(request);
        return { name: 'admin', scopes: [] };
      },
      personas: () => [],
      issueToken() {
        throw notFound('The control plane has no users');
      },
    },
    dialect: problemDetails,
    settings: Type.Object({}),
    operations: [
      ...serverOperations(controlled),
      ...sandboxes(controlled),
      ...snapshots(controlled),
      ...exportImportOperations(controlled),
      ...faults(controlled),
      ...journal(controlled),
      ...clock,
      ...personas(controlled, request),
    ],
    collections: [],
    seed: () => [],
  };
}
