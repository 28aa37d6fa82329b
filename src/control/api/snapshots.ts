import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import {
  SandboxInfo,
  SandboxParams,
  SnapshotInfo,
  SnapshotParams,
} from '../../../schemas/control/sandboxes.js';
import { noContent } from '../../../schemas/responses.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { StatusResponse } from '../../simulator/contract/responses.js';
import type { ControlContext } from '../context.js';
import { requireSandboxInfo, requireSnapshot } from './sandboxes.js';

const tags = ['sandboxes'];

/** Operations on snapshots: named states of a sandbox that it can be restored to. */
export function snapshotOperations(context: ControlContext): Operation[] {
  const { sandboxes } = context;
  /** Throws a 404 problem unless the sandbox and the snapshot exist. */
  const requireSnapshots = (name: string, snapshot: string) => {
    requireSnapshot(context, name, snapshot);
    return sandboxes.snapshots(name);
  };
  return [
    operation({
      method: 'GET',
      url: '/sandboxes/:name/snapshots',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listSnapshots',
        summary: 'List the snapshots of a sandbox, oldest first',
        tags,
        params: SandboxParams,
        response: { 200: Type.Array(ref(SnapshotInfo), { description: 'The snapshots' }) },
      },
      handler({ params: { name } }) {
        requireSandboxInfo(context, name);
        return sandboxes.snapshots(name).list();
      },
    }),
    operation({
      method: 'PUT',
      url: '/sandboxes/:name/snapshots/:snapshot',
      config: {
        access: anyScope,
        effect: 'change',
        managesSandboxes: true,
        refusals: { 503: 'The snapshot does not fit into --max-memory.' },
      },
      schema: {
        operationId: 'takeSnapshot',
        summary: 'Take a snapshot of the current state; 200 if it replaces a snapshot of that name',
        tags,
        params: SnapshotParams,
        response: { 200: ref(SnapshotInfo), 201: ref(SnapshotInfo) },
      },
      async handler({ params: { name, snapshot } }) {
        requireSandboxInfo(context, name);
        await sandboxes.copies(name).prepare();
        const { snapshots: existing } = requireSandboxInfo(context, name);
        return new StatusResponse(
          existing.includes(snapshot) ? 200 : 201,
          sandboxes.takeSnapshot(name, snapshot),
        );
      },
    }),
    operation({
      method: 'DELETE',
      url: '/sandboxes/:name/snapshots/:snapshot',
      config: { access: anyScope, effect: 'destroy', managesSandboxes: true },
      schema: {
        operationId: 'deleteSnapshot',
        summary: 'Delete a snapshot',
        tags,
        params: SnapshotParams,
        response: { 204: noContent },
      },
      handler: ({ params: { name, snapshot } }) =>
        requireSnapshots(name, snapshot).delete(snapshot),
    }),
    operation({
      method: 'POST',
      url: '/sandboxes/:name/snapshots/:snapshot/restore',
      config: { access: anyScope, effect: 'destroy', managesSandboxes: true },
      schema: {
        operationId: 'restoreSnapshot',
        summary: 'Restore a sandbox to a snapshot',
        tags,
        params: SnapshotParams,
        response: { 200: ref(SandboxInfo) },
      },
      async handler({ params: { name, snapshot } }) {
        requireSnapshots(name, snapshot);
        await sandboxes.whenIdle(name);
        requireSnapshots(name, snapshot);
        sandboxes.restore(name, snapshot);
        return requireSandboxInfo(context, name);
      },
    }),
  ];
}
