import { Type } from '@sinclair/typebox';
import { tokenRequest } from '../../schemas/control/index.js';
import type { Contract } from '../simulator/contract/contract.js';
import { notFound } from '../simulator/contract/problem.js';
import { problemDetails } from '../simulator/contract/problem-details.js';
import { controlMount } from './access/admin-guard.js';
import { keyHolder, withKeyRules } from './access/sandbox-keys.js';
import { eventsOperation } from './activity/events.js';
import { activityOperations } from './activity/operations.js';
import { collectionOperations } from './api/client-collections.js';
import { clockOperations } from './api/clock.js';
import { exportImportOperations } from './api/export-import.js';
import { faultOperations } from './api/faults.js';
import { journalOperations } from './api/journal.js';
import { personaOperations } from './api/personas.js';
import { sandboxOperations } from './api/sandboxes.js';
import { serverOperations } from './api/server-info.js';
import { statusOperation } from './api/server-status.js';
import { snapshotOperations } from './api/snapshots.js';
import type { ControlContext } from './context.js';
import { arrangeOperation } from './data/arrangement.js';
import { diffOperation } from './data/diff.js';
import { dataOperations } from './data/operations.js';
import { referencesOperation } from './data/references.js';
import { sharedOperations } from './data/shared.js';
import { storyOperations } from './data/stories.js';

/** The control plane as a contract: it is mounted, validated and documented like the vendor APIs. */
export function controlPlane(context: ControlContext): Contract {
  const tokenBody = tokenRequest(
    context.contracts.map(({ name, identity: { scopes } }) => ({ name, scopes })),
  );
  return {
    name: 'sim',
    title: 'Understudy control plane',
    description:
      'Controls the simulation: sandboxes, clocks, faults, the journal, and tokens for the vendor APIs.',
    version: '1.0',
    home: 'https://www.npmjs.com/package/api-understudy',
    mount: controlMount,
    aliases: {},
    example: '/health',
    tags: [
      { name: 'server', description: 'The server itself' },
      { name: 'sandboxes', description: 'Isolated copies of the simulated world' },
      { name: 'clock', description: 'The time in a sandbox' },
      { name: 'data', description: 'The documents of a sandbox' },
      { name: 'faults', description: 'Injected failures in a sandbox' },
      { name: 'journal', description: 'Recorded requests and responses of a sandbox' },
      { name: 'events', description: 'What happens in all sandboxes' },
      { name: 'callers', description: 'Users and tokens for the vendor APIs' },
    ],
    identity: {
      isOptional: true,
      scopes: [],
      schemes: {
        admin: {
          type: 'http',
          scheme: 'bearer',
          description: 'The admin token, if one is set, or the key of a sandbox',
        },
      },
      authenticate(request) {
        const holder = keyHolder(request, context.sandboxes);
        if (holder) return holder;
        context.admit(request);
        return { name: 'admin', scopes: [] };
      },
      personas: () => [],
      issueToken() {
        throw notFound('The control plane has no users');
      },
    },
    dialect: problemDetails,
    refusesUnknownParameters: true,
    settings: Type.Object({}),
    operations: withKeyRules([
      ...serverOperations(context),
      statusOperation(context),
      ...sandboxOperations(context),
      ...snapshotOperations(context),
      ...exportImportOperations(context),
      ...faultOperations(context),
      ...journalOperations(context),
      ...activityOperations(context),
      eventsOperation(context),
      ...clockOperations,
      ...dataOperations(context),
      arrangeOperation(context),
      diffOperation(context),
      ...sharedOperations(context),
      referencesOperation(context),
      ...storyOperations(context),
      ...personaOperations(context, tokenBody),
      ...collectionOperations(context),
    ]),
    collections: [],
    seed: () => [],
  };
}
