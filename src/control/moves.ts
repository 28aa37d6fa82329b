import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import type { FastifyReply } from 'fastify';
import { FaultRule } from '../../schemas/control/instruments.js';
import { SandboxInfo, SandboxParams } from '../../schemas/control/sandboxes.js';
import { modelsIn, ref } from '../../schemas/evidence.js';
import { anyScope } from '../simulator/access.js';
import { collectionsOf, type Operation, operation } from '../simulator/contract.js';
import { roomFor } from '../simulator/enter.js';
import { faultRules } from '../simulator/faults.js';
import { invalid } from '../simulator/problem.js';
import { Validation } from '../simulator/validation.js';
import type { Exported } from '../store/image.js';
import { whyNotSandbox } from '../store/imports.js';
import type { Controlled } from './contract.js';
import { clockFaults, infoOf } from './sandboxes.js';

const tags = ['sandboxes'];
const media = 'application/vnd.sqlite3';

/** Sandboxes as files, to be kept elsewhere and brought back. */
export function moves(controlled: Controlled): Operation[] {
  const { sandboxes: all, contracts, maxImport } = controlled;
  const validation = new Validation(() => modelsIn(ref(FaultRule)));
  const collections = collectionsOf(contracts);
  return [
    operation({
      method: 'GET',
      url: '/sandboxes/:name/export',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'exportSandbox',
        summary: 'One file that holds the whole sandbox: a SQLite database',
        tags,
        params: SandboxParams,
        response: {
          200: {
            description: 'The database',
            content: { [media]: { schema: Type.String({ format: 'binary' }) } },
          },
        },
      },
      handler({ params: { name } }) {
        infoOf(controlled, name);
        const image = all.image(name);
        return (reply: FastifyReply) => {
          reply.type(media).header('content-disposition', `attachment; filename="${name}.sqlite"`);
          return bodyOf(image);
        };
      },
    }),
    operation({
      method: 'POST',
      url: '/sandboxes/:name/import',
      config: {
        access: anyScope,
        effect: 'destroy',
        onSandboxes: true,
        takesBytes: { type: media, most: maxImport },
        refusals: {
          400: 'The body is no sandbox of this server; nothing has changed.',
          413: 'The body is larger than the setting maxImport.',
          503: 'There may be no more sandboxes.',
        },
      },
      schema: {
        operationId: 'importSandbox',
        summary: 'Make a sandbox of an exported file, or put it in place of one that is there',
        tags,
        params: SandboxParams,
        body: Type.String({ format: 'binary', description: 'What an export gave' }),
        response: { 201: ref(SandboxInfo) },
      },
      handler({ params: { name }, body }) {
        const bytes = body as unknown as Buffer;
        const fault = whyNotSandbox(bytes, {
          collections,
          kinds: contracts.flatMap(({ whenDue = {} }) => Object.keys(whenDue)),
          isClock: (setting) => clockFaults(controlled, setting).length === 0,
          // Rules are met by every call: one that is none would refuse all of them.
          isFit: {
            [faultRules.name]: (wire, own) =>
              validation.faults(ref(FaultRule), { ...own, ...wire }, 'body').length === 0,
          },
        });
        if (fault) throw invalid([{ in: 'body', at: '', message: fault }]);
        roomFor(() => all.put(name, { bytes }));
        return infoOf(controlled, name);
      },
    }),
  ];
}

/** Sends an image; one that is not in memory goes by way of a file. */
function bodyOf(image: Exported) {
  if ('bytes' in image) return image.bytes;
  if ('file' in image) return createReadStream(image.file);
  const folder = mkdtempSync(join(tmpdir(), 'understudy-'));
  const file = join(folder, 'export.sqlite');
  image.copyTo(file);
  const stream = createReadStream(file);
  stream.on('close', () => rmSync(folder, { recursive: true, force: true }));
  return stream;
}
