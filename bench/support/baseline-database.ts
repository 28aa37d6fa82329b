import Database from 'better-sqlite3';
import fastify from 'fastify';

/** The baseline for startup and idle memory: bare Fastify with an empty open database. */
const database = new Database(':memory:');
const app = fastify();
app.get('/', () => ({}));
app.addHook('onClose', async () => void database.close());
console.log(JSON.stringify({ url: await app.listen({ port: 0, host: '127.0.0.1' }) }));
