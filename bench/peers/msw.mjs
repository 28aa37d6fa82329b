import { readFileSync } from 'node:fs';
import { createServer } from '@mswjs/http-middleware';
import { HttpResponse, http } from 'msw';

/** The device list as a user of MSW would write it. */
const [file, port] = process.argv.slice(2);
const { devices } = JSON.parse(readFileSync(file, 'utf8'));
const list = http.get('*/devices', ({ request }) => {
  const { searchParams } = new URL(request.url);
  const [page, limit] = ['page', 'limit'].map((name) => Number(searchParams.get(name)));
  const from = (page - 1) * limit;
  return HttpResponse.json({
    totalCount: devices.length,
    devices: devices.slice(from, from + limit),
  });
});
createServer(list).listen(Number(port), '127.0.0.1');
