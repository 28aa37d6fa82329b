import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Contract } from '../../simulator/contract/contract.js';
import { notFound } from '../../simulator/contract/problem.js';
import { toProblem } from '../../simulator/contract/to-problem.js';
import { registerMethodNotAllowed } from '../../simulator/pipeline/allowed-methods.js';
import { respond } from '../../simulator/pipeline/respond.js';
import { sandboxPrefix } from '../../simulator/pipeline/routing.js';
import { limitUnreadBody } from '../../simulator/streams/unread-body.js';
import { readConsoleFile } from './assets.js';
import { overview, prefersPage } from './overview.js';

interface ConsoleOptions {
  readonly contracts: readonly Contract[];
}

/** Nothing that a caller of a vendor API has sent can run in the console: only the server's own files may. */
const contentSecurityPolicy = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'"],
  ...["frame-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ');

/** The names of scripts and style sheets contain a hash of their content, so that they never change. */
const immutable = 'public, max-age=31536000, immutable';

const urls = ['/', '/console/:file', '/console/assets/:file'];

/** Serves the console at `/`, to browsers. Programs get JSON there, for example those that wait until the server is ready. */
export async function consoleRoutes(
  app: FastifyInstance,
  { contracts }: ConsoleOptions,
): Promise<void> {
  app.setErrorHandler(
    (error, request, reply) => void respond(request, reply, toProblem(error, request)),
  );
  app.addHook('onRequest', async (request, reply) => {
    // The body of HEAD is not read.
    limitUnreadBody(request.raw, reply.raw);
    reply.headers({
      'content-security-policy': contentSecurityPolicy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });
  for (const url of urls) registerMethodNotAllowed(app, url, ['GET', 'HEAD']);
  app.get('/', async (request, reply) => {
    if (!prefersPage(request, reply)) return overview(contracts, sandboxPrefix(request));
    return sendFile(reply, 'index.html');
  });
  app.get<{ Params: { file: string } }>('/console/:file', async ({ params }, reply) =>
    sendFile(reply, params.file),
  );
  app.get<{ Params: { file: string } }>('/console/assets/:file', async ({ params }, reply) =>
    sendFile(reply, `assets/${params.file}`),
  );
}

/** Sends a file of the console. Throws a 404 problem if there is none of this name. */
async function sendFile(reply: FastifyReply, name: string): Promise<FastifyReply> {
  const file = await readConsoleFile(name);
  if (!file) throw notFound(`The console has no file ${name}`);
  const caching = name.startsWith('assets/') ? immutable : 'no-cache';
  return reply.type(file.type).header('cache-control', caching).send(file.content);
}
