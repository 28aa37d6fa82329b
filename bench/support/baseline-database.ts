import Database from 'better-sqlite3';
import fastify from 'fastify';

/** What a start and the memory at rest are held against: bare Fastify, and an empty database that stays open. */
const database = new Database(':memory:');
const app = fastify();
app.get('/', () => ({}));
app.addHook('onClose', async () => void database.close());
console.log(JSON.stringify({ url: await app.listen({ port: 0, host: '127.0.0.1' }) }));
