import { createReadStream, rm } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import { SandboxInfo, SandboxParams } from '../../../schemas/control/sandboxes.js';
import { createQueue, yieldToEventLoop } from '../../lib/async.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { badRequest, Problem } from '../../simulator/contract/problem.js';
import { StreamResponse } from '../../simulator/contract/responses.js';
import type { Upload } from '../../simulator/streams/upload.js';
import { documentError } from '../../simulator/validation/document-validator.js';
import type { DatabaseImage, PortableImage } from '../../store/sqlite/image.js';
import { readImport } from '../../store/storage/import-check.js';
import { ImportError } from '../../store/storage/import-error.js';
import { createTempFolder } from '../../store/storage/temp-folder.js';
import type { ControlContext } from '../context.js';
import { requireSandboxInfo, validateClockSetting } from './sandboxes.js';

const tags = ['sandboxes'];
const media = 'application/vnd.sqlite3';

/** Operations that export a sandbox to a file and import one. */
export function exportImportOperations(controlled: ControlContext): Operation[] {
  const { sandboxes: all, maxImport } = controlled;
  // Each export or import needs memory for the whole sandbox.
  const queue = createQueue();
  /** Runs work after that of earlier requests, and other requests in between. */
  const inTurn = <T>({ socket }: IncomingMessage, work: () => T | Promise<T>) =>
    queue(async () => {
      await yieldToEventLoop();
      // Nobody reads the response, and an upload is deleted.
      if (socket.destroyed) throw disconnected;
      return work();
    });
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
      handler({ params: { name }, raw }) {
        requireSandboxInfo(controlled, name);
        return inTurn(raw, async () => {
          requireSandboxInfo(controlled, name);
          await all.copies(name).prepare();
          requireSandboxInfo(controlled, name);
          return new StreamResponse(imageStream(all.copies(name).exportImage()), {
            'content-type': media,
            'content-disposition': `attachment; filename="${name}.sqlite"`,
          });
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
          400: 'The body is not an exported sandbox; nothing is changed.',
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
      async handler({ params: { name }, body, raw }) {
        const { file } = body as unknown as Upload;
        return inTurn(raw, async () => {
          const image = await importedImage(controlled, file);
          await yieldToEventLoop();
          await all.whenIdle(name);
          all.importImage(name, image);
          return requireSandboxInfo(controlled, name);
        });
      },
    }),
  ];
}

const disconnected = new Problem(400, 'The connection was closed before the request had its turn');

/** Checks an uploaded file and rebuilds the sandbox in it. Throws a 400 problem that says what is wrong with the file. */
async function importedImage(controlled: ControlContext, file: string): Promise<DatabaseImage> {
  const isClock = (setting: string) => validateClockSetting(controlled, setting).length === 0;
  try {
    const { storage: format, sandboxes } = controlled;
    return await readImport(file, { format, isClock, documentError, signal: sandboxes.closed });
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    throw badRequest([{ in: 'body', at: '', message: error.message }]);
  }
}

/** Sends an image. One that is not in memory is copied to a temporary file first. */
function imageStream(image: PortableImage) {
  if ('bytes' in image) return image.bytes;
  if ('file' in image) return createReadStream(image.file);
  const folder = createTempFolder();
  const remove = () => rm(folder, { recursive: true, force: true }, () => {});
  try {
    const file = join(folder, 'export.sqlite');
    image.copyTo(file);
    return createReadStream(file).on('close', remove);
  } catch (error) {
    // The disk may be full.
    remove();
    throw error;
  }
}
