import { readFileSync } from 'node:fs';
import fastify from 'fastify';

/** The baseline: a bare Fastify route that sends the bytes of a file, without validation, token or database. */
const bytes = readFileSync(process.argv[2] as string);
const app = fastify();
app.route({
  method: ['GET', 'PUT'],
  url: '/*',
  handler: (_request, reply) => reply.type('application/json; charset=utf-8').send(bytes),
});
console.log(JSON.stringify({ url: await app.listen({ port: 0, host: '127.0.0.1' }) }));
