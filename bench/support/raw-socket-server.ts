import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';

/** Sends the same bytes for each chunk it receives, without parsing it: about the least a server in Node.js can do. */
const body = readFileSync(process.argv[2] as string);
const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
const response = Buffer.concat([Buffer.from(head), body]);
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', () => socket.write(response));
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }));
});
