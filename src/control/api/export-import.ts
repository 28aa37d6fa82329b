import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { collectModels, ref } from '../../../schemas/annotations.js';
import { FaultRule } from '../../../schemas/control/instruments.js';
import { SandboxInfo, SandboxParams } from '../../../schemas/control/sandboxes.js';
import { anyScope } from '../../simulator/contract/access.js';
import { allCollections } from '../../simulator/contract/contract.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { badRequest } from '../../simulator/contract/problem.js';
import { StreamResponse } from '../../simulator/contract/responses.js';
import { faultRules } from '../../simulator/faults/rules.js';
import { withCapacityCheck } from '../../simulator/pipeline/sandbox-routing.js';
import { Validator } from '../../simulator/validation/validator.js';
import type { PortableImage } from '../../store/sqlite/image.js';
import { importError } from '../../store/storage/import-check.js';
import type { ControlContext } from '../context.js';
import { requireSandboxInfo, validateClockSetting } from './sandboxes.js';

const tags = ['sandboxes'];
const media = 'application/vnd.sqlite3';

/** Sandboxes as files, to be kept elsewhere and brought back. */
export function exportImportOperations(controlled: ControlContext): Operation[] {
  const { sandboxes: all, contracts, maxImport } = controlled;
  const validation = new Validator(() => collectModels(ref(FaultRule)));
  const collections = allCollections(contracts);
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
        requireSandboxInfo(controlled, name);
        const image = all.image(name);
        return new StreamResponse(imageStream(image), {
          'content-type': media,
          'content-disposition': `attachment; filename="${name}.sqlite"`,
        });
      },
    }),
    operation({
      method: 'POST',
      url: '/sandboxes/:name/import',
      config: {
        access: anyScope,
        effect: 'destroy',
        managesSandboxes: true,
        acceptsBinary: { type: media, maxBytes: maxImport },
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
        const fieldError = importError(bytes, {
          collections,
          eventKinds: contracts.flatMap(({ eventHandlers = {} }) => Object.keys(eventHandlers)),
          isClock: (setting) => validateClockSetting(controlled, setting).length === 0,
          // Rules are met by every call: one that is none would refuse all of them.
          validators: {
            [faultRules.name]: (wire, own) =>
              validation.validate(ref(FaultRule), { ...own, ...wire }, 'body').length === 0,
          },
        });
        if (fieldError) throw badRequest([{ in: 'body', at: '', message: fieldError }]);
        withCapacityCheck(() => all.importImage(name, { bytes }));
        return requireSandboxInfo(controlled, name);
      },
    }),
  ];
}

/** Sends an image; one that is not in memory goes by way of a file. */
function imageStream(image: PortableImage) {
  if ('bytes' in image) return image.bytes;
  if ('file' in image) return createReadStream(image.file);
  const folder = mkdtempSync(join(tmpdir(), 'understudy-'));
  const file = join(folder, 'export.sqlite');
  image.copyTo(file);
  const stream = createReadStream(file);
  stream.on('close', () => rmSync(folder, { recursive: true, force: true }));
  return stream;
}
