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
import { notFound } from '../../simulator/contract/problem.js';
import { StatusResponse } from '../../simulator/contract/responses.js';
import type { ControlContext } from '../context.js';
import { requireSandboxInfo } from './sandboxes.js';

const tags = ['sandboxes'];

/** Named points of a sandbox to return to. */
export function snapshots(controlled: ControlContext): Operation[] {
  const { sandboxes: all } = controlled;
  /** Throws a 404 problem unless both are there. */
  const find = (name: string, snapshot: string) => {
    if (requireSandboxInfo(controlled, name).snapshots.includes(snapshot))
      return all.snapshots(name);
    throw notFound(`The sandbox ${name} has no snapshot ${snapshot}`);
  };
  return [
    operation({
      method: 'GET',
      url: '/sandboxes/:name/snapshots',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listSnapshots',
        summary: 'The snapshots of a sandbox, in the order in which they were made',
        tags,
        params: SandboxParams,
        response: { 200: Type.Array(ref(SnapshotInfo), { description: 'The snapshots' }) },
      },
      handler({ params: { name } }) {
        requireSandboxInfo(controlled, name);
        return all.snapshots(name).list();
      },
    }),
    operation({
      method: 'PUT',
      url: '/sandboxes/:name/snapshots/:snapshot',
      config: { access: anyScope, effect: 'change', managesSandboxes: true },
      schema: {
        operationId: 'takeSnapshot',
        summary: 'Keep the sandbox as it is now under a name; 200 when that replaces a snapshot',
        tags,
        params: SnapshotParams,
        response: { 200: ref(SnapshotInfo), 201: ref(SnapshotInfo) },
      },
      handler({ params: { name, snapshot } }) {
        const { snapshots: before } = requireSandboxInfo(controlled, name);
        return new StatusResponse(
          before.includes(snapshot) ? 200 : 201,
          all.takeSnapshot(name, snapshot),
        );
      },
    }),
    operation({
      method: 'DELETE',
      url: '/sandboxes/:name/snapshots/:snapshot',
      config: { access: anyScope, effect: 'destroy', managesSandboxes: true },
      schema: {
        operationId: 'deleteSnapshot',
        summary: 'Forget a snapshot',
        tags,
        params: SnapshotParams,
        response: { 204: noContent },
      },
      handler: ({ params: { name, snapshot } }) => find(name, snapshot).delete(snapshot),
    }),
    operation({
      method: 'POST',
      url: '/sandboxes/:name/snapshots/:snapshot/restore',
      config: { access: anyScope, effect: 'destroy', managesSandboxes: true },
      schema: {
        operationId: 'restoreSnapshot',
        summary: 'Take the sandbox back to a snapshot',
        tags,
        params: SnapshotParams,
        response: { 200: ref(SandboxInfo) },
      },
      handler({ params: { name, snapshot } }) {
        find(name, snapshot);
        all.restore(name, snapshot);
        return requireSandboxInfo(controlled, name);
      },
    }),
  ];
}
