import { ref } from '../../../schemas/annotations.js';
import { DataDiff, DiffQuery } from '../../../schemas/control/data.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { dataCatalogueOf } from '../../simulator/data/catalogue.js';
import { type DocumentDifference, diffSandboxes } from '../../simulator/data/diff.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { assertSandboxAccess } from '../access/sandbox-keys.js';
import { requireSandboxInfo, requireSnapshot } from '../api/sandboxes.js';
import type { ControlContext } from '../context.js';

/** Operation that compares the documents of two sandboxes. */
export function diffOperation(context: ControlContext): Operation {
  return operation({
    method: 'GET',
    url: '/diff',
    config: { access: anyScope, effect: 'read' },
    schema: {
      operationId: 'diffSandboxes',
      summary: 'Compare the documents of this sandbox with those of another one or of a snapshot',
      description:
        'Lists the documents that were added, changed and removed between `from` and the sandbox of the request, by field. Secrets are named without their values.',
      tags: ['data'],
      querystring: DiffQuery,
      response: { 200: ref(DataDiff) },
    },
    async handler(request) {
      const { sandbox, query } = request;
      const { from, limit = 1000 } = query;
      assertSandboxAccess(request, from.split('@')[0] ?? '');
      const source = openSource(context, from);
      try {
        return await collect(context, { from: source.sandbox, to: sandbox }, limit);
      } finally {
        source.close();
      }
    },
  });
}

async function collect(
  { contracts }: ControlContext,
  sandboxes: { readonly from: Sandbox; readonly to: Sandbox },
  limit: number,
) {
  const total = { added: 0, changed: 0, removed: 0 };
  const documents: DocumentDifference[] = [];
  for await (const difference of diffSandboxes(dataCatalogueOf(contracts), sandboxes)) {
    total[difference.change]++;
    if (documents.length < limit) documents.push(difference);
  }
  return { total, documents };
}

/** Opens `NAME` or `NAME@SNAPSHOT`. Throws a 404 problem if it does not exist. */
function openSource(
  context: ControlContext,
  from: string,
): { readonly sandbox: Sandbox; readonly close: () => void } {
  const { sandboxes } = context;
  const [name = '', snapshot] = from.split('@');
  if (snapshot === undefined) {
    requireSandboxInfo(context, name);
    return { sandbox: sandboxes.open(name) as Sandbox, close: () => {} };
  }
  requireSnapshot(context, name, snapshot);
  return sandboxes.openSnapshot(name, snapshot);
}
