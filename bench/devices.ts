import { sortKeys } from '../schemas/kajeet/devices.js';
import { compare, type Row, row } from './measure.js';
import { bare, scratchFolder, understudy } from './processes.js';

const devices = '/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD';

/** The device list and a write of one device, beside a bare Fastify route that sends the same bytes. */
export async function benchDevices(): Promise<Row[]> {
  return [...(await ephemeral()), ...(await persistent())];
}

async function ephemeral(): Promise<Row[]> {
  const subject = await understudy('--ephemeral');
  const headers = await authorization(subject.url);
  const get = (path: string) => ({ method: 'GET' as const, path, headers });
  const varied = sortKeys.flatMap((sort) =>
    ['ASC', 'DESC'].flatMap((sortDir) =>
      [0, 25, 50, 75].map((offset) =>
        get(`${devices}?offset=${offset}&limit=25&sort=${sort}&sortDir=${sortDir}`),
      ),
    ),
  );
  const rows: Row[] = [];
  for (const [name, goal, requests] of [
    ['device list, 25 rows, 96 different requests', '>= 0.5', varied],
    ['device list, 25 rows, one request again and again', '>= 0.8', varied.slice(0, 1)],
    ['totals', '>= 0.8', [get(`${devices}/totals`)]],
    ['write of one nickname, in memory', '>= 0.5', [write(headers)]],
  ] as const) {
    rows.push(row(name, goal, await beside(subject.url, [...requests])));
  }
  await subject.stop();
  return rows;
}

async function persistent(): Promise<Row[]> {
  const subject = await understudy('--data', scratchFolder('data'));
  const rates = await beside(subject.url, [write(await authorization(subject.url))]);
  await subject.stop();
  return [row('write of one nickname, in a data folder', '>= 0.3', rates)];
}

type Request =
  | ReturnType<typeof write>
  | { method: 'GET'; path: string; headers: Record<string, string> };

function write(headers: Record<string, string>) {
  const body = JSON.stringify({ mdns: ['521-267-1508'], nickname: 'Main Office Hotspot' });
  return {
    method: 'PUT' as const,
    path: `${devices}/nickname`,
    headers: { ...headers, 'content-type': 'application/json' },
    body,
  };
}

async function beside(url: string, requests: Request[]) {
  const [first] = requests as [Request];
  const { method, path, headers } = first;
  const answer = await fetch(`${url}${path}`, {
    method,
    headers,
    ...('body' in first ? { body: first.body } : {}),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  const ceiling = await bare(await answer.text());
  const rates = await compare({ url, requests }, { url: ceiling.url, requests });
  await ceiling.stop();
  return rates;
}

/** The header of a caller who may do everything. */
async function authorization(url: string): Promise<Record<string, string>> {
  const personas = (await (await fetch(`${url}/_sim/personas`)).json()) as { token: string }[];
  return { authorization: `Bearer ${personas[0]?.token}` };
}
