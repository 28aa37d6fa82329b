import { Type } from '@sinclair/typebox';
import { nothing } from '../../schemas/answers.js';
import {
  SandboxInfo,
  SandboxParams,
  SnapshotInfo,
  SnapshotParams,
} from '../../schemas/control/sandboxes.js';
import { ref } from '../../schemas/evidence.js';
import { anyScope } from '../simulator/access.js';
import { WithStatus } from '../simulator/answers.js';
import { type Operation, operation } from '../simulator/contract.js';
import { notFound } from '../simulator/problem.js';
import type { Controlled } from './contract.js';
import { infoOf } from './sandboxes.js';

const tags = ['sandboxes'];

/** Named points of a sandbox to return to. */
export function snapshots(controlled: Controlled): Operation[] {
  const { sandboxes: all } = controlled;
  /** Throws a 404 problem unless both are there. */
  const find = (name: string, snapshot: string) => {
    if (infoOf(controlled, name).snapshots.includes(snapshot)) return all.snapshots(name);
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
        infoOf(controlled, name);
        return all.snapshots(name).list();
      },
    }),
    operation({
      method: 'PUT',
      url: '/sandboxes/:name/snapshots/:snapshot',
      config: { access: anyScope, effect: 'change', onSandboxes: true },
      schema: {
        operationId: 'takeSnapshot',
        summary: 'Keep the sandbox as it is now under a name; 200 when that replaces a snapshot',
        tags,
        params: SnapshotParams,
        response: { 200: ref(SnapshotInfo), 201: ref(SnapshotInfo) },
      },
      handler({ params: { name, snapshot } }) {
        const { snapshots: before } = infoOf(controlled, name);
        return new WithStatus(before.includes(snapshot) ? 200 : 201, all.keep(name, snapshot));
      },
    }),
    operation({
      method: 'DELETE',
      url: '/sandboxes/:name/snapshots/:snapshot',
      config: { access: anyScope, effect: 'destroy', onSandboxes: true },
      schema: {
        operationId: 'deleteSnapshot',
        summary: 'Forget a snapshot',
        tags,
        params: SnapshotParams,
        response: { 204: nothing },
      },
      handler: ({ params: { name, snapshot } }) => find(name, snapshot).delete(snapshot),
    }),
    operation({
      method: 'POST',
      url: '/sandboxes/:name/snapshots/:snapshot/restore',
      config: { access: anyScope, effect: 'destroy', onSandboxes: true },
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
        return infoOf(controlled, name);
      },
    }),
  ];
}
