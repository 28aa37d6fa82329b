import { Type } from '@sinclair/typebox';
import { SandboxInfo, SandboxName } from '../../schemas/control/index.js';
import { ref } from '../../schemas/evidence.js';
import { anyScope } from '../simulator/access.js';
import { type Operation, operation } from '../simulator/contract.js';
import { notFound } from '../simulator/problem.js';
import type { Controlled } from './contract.js';

/** Isolated worlds. */
export function sandboxes({ sandboxes: all }: Controlled): Operation[] {
  return [
    operation({
      method: 'POST',
      url: '/sandboxes/:name/reset',
      config: { access: anyScope, effect: 'destroy', onSandboxes: true },
      schema: {
        operationId: 'resetSandbox',
        summary: 'Take a sandbox back to its template: data, clock, everything',
        tags: ['sandboxes'],
        params: Type.Object({ name: SandboxName }),
        response: { 200: ref(SandboxInfo) },
      },
      handler({ params: { name } }) {
        if (!all.reset(name)) throw notFound(`There is no sandbox ${name}`);
        return all.info(name);
      },
    }),
  ];
}
