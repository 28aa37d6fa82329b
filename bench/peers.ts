import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Fleet, type Peer, pageSize, peerFiles, peers, versions } from './peer-definitions.js';
import { encode, fetchText, type Request, type Requests } from './support/load.js';
import {
  type Contestant,
  compare,
  median,
  type Row,
  ratios,
  type Sample,
} from './support/measure.js';
import { type ServerProcess, startCommand, startUnderstudy } from './support/processes.js';
import { listPath, requestBuilders, uniquePages } from './support/workloads.js';

/** Long enough for the JIT of the JVM and of Prism. */
const warmUpSeconds = 5;

/** Whether all peers are installed, so that the bench needs no network. */
export function arePeersInstalled(): boolean {
  return peers.every((peer) => existsSync(join(peerFolder(peer), installed)));
}

/**
 * Compares the device list with other mock servers that serve the same rows in their simplest configuration: no tokens, no sorting,
 * some with a fixed response. Installs them on first use into a temporary folder. A peer that cannot be installed or returns the
 * wrong rows is skipped with a message.
 */
export async function benchPeers(): Promise<Row[]> {
  const subject = await startUnderstudy('--ephemeral');
  const { kajeet } = await requestBuilders(subject.url);
  const fleet = await fetchFleet(subject.url, (offset) => kajeet(listPath({ offset, limit: 100 })));
  const bytes = (await fetchText(subject.url, kajeet(listPath()))).length;
  const started = await startAll(fleet);
  const contestants = [
    { server: subject, next: uniquePages(kajeet) },
    ...started.map(({ contestant }) => contestant),
  ];
  const [ownSamples = [], ...peerSamples] = await compare(contestants, warmUpSeconds);
  for (const { server } of contestants) await server.stop();
  const fastest = Math.max(...peerSamples.map((samples) => medianRate(samples)));
  const rows = started.map(({ title, bytes }, at) => {
    const samples = peerSamples[at] ?? [];
    return {
      ...figures(title, bytes, samples),
      ...ratios(
        ownSamples.map(({ rate }) => rate),
        samples.map(({ rate }) => rate),
      ),
      'by CPU': (medianCpu(samples) / medianCpu(ownSamples)).toFixed(2),
      goal: medianRate(samples) === fastest ? '>= 3, the fastest' : '',
    };
  });
  return [figures('Understudy, unique pages', bytes, ownSamples), ...rows];
}

interface Started {
  readonly title: string;
  readonly bytes: number;
  readonly contestant: Contestant;
}

async function startAll(fleet: Fleet): Promise<Started[]> {
  const started: Started[] = [];
  for (const peer of peers) {
    try {
      install(peer);
      const server = await start(peer, fleet);
      const response = await checkPages(peer, server, fleet).catch(async (error) => {
        await server.stop();
        throw error;
      });
      const contestant = { server, next: pageRequests(peer, fleet) };
      started.push({ title: peerTitle(peer), bytes: response.length, contestant });
    } catch (error) {
      console.log(`${peerTitle(peer)} is skipped: ${(error as Error).message}`);
    }
  }
  return started;
}

const medianRate = (samples: readonly Sample[]) => median(samples.map(({ rate }) => rate));
const medianCpu = (samples: readonly Sample[]) => median(samples.map(({ cpu }) => cpu));

function figures(server: string, bytes: number, samples: readonly Sample[]): Row {
  return {
    server,
    bytes,
    'requests/s': Math.round(medianRate(samples)),
    'CPU us': Math.round(medianCpu(samples)),
  };
}

const installed = '.installed';

function peerTitle({ name, packages: [first = ''] }: Peer): string {
  return `${name} ${versions[first]}`;
}

function peerFolder(peer: Peer): string {
  return join(tmpdir(), 'understudy-peers', peerTitle(peer).replaceAll(' ', '-').toLowerCase());
}

function install(peer: Peer): void {
  const folder = peerFolder(peer);
  if (existsSync(join(folder, installed))) return;
  console.log(`installing ${peerTitle(peer)} in ${folder}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  const expected = peer.packages.map((name) => `${name}@${versions[name]}`);
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', '--loglevel=error'];
  const { status, stderr, error } = spawnSync('npm', ['install', ...flags, ...expected], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm install failed: ${error?.message ?? stderr.trim()}`);
  writeFileSync(join(folder, installed), '');
}

async function start(peer: Peer, fleet: Fleet): Promise<ServerProcess> {
  const folder = peerFolder(peer);
  for (const [name, content] of Object.entries(peer.files(fleet))) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
  }
  copyFileSync(new URL('msw.mjs', peerFiles), join(folder, 'msw.mjs'));
  return startCommand(folder, (port) => peer.command(port), peer.path(1));
}

/** Returns the first page as text. Throws an Error unless the first two pages have the expected rows. */
async function checkPages(peer: Peer, server: ServerProcess, { devices }: Fleet): Promise<string> {
  const pages = [1, 2].map(async (page) => {
    const text = await fetchText(server.url, get(peer.path(page)));
    const from = peer.isPaged ? (page - 1) * pageSize : 0;
    const expected = devices.slice(from, from + pageSize).map(({ key }) => key);
    if (JSON.stringify(deviceKeys(text)) === JSON.stringify(expected)) return text;
    throw new Error(`page ${page} has other rows than expected: ${text.slice(0, 200)}`);
  });
  const [first = ''] = await Promise.all(pages);
  return first;
}

/** The keys on a page. json-server names the rows `data`; Mockoon sends a bare array. */
function deviceKeys(text: string): string[] {
  const body = JSON.parse(text);
  const rows: { key: string }[] = Array.isArray(body) ? body : (body.devices ?? body.data);
  return rows.map(({ key }) => key);
}

/** All full pages in turn, or the fixed one. */
function pageRequests(peer: Peer, { devices }: Fleet): Requests {
  const pages = peer.isPaged ? Math.floor(devices.length / pageSize) : 1;
  const texts = Array.from({ length: pages }, (_, index) => encode(get(peer.path(index + 1))));
  let turn = 0;
  return () => texts[turn++ % pages] as string;
}

function get(path: string): Request {
  return { method: 'GET', path, headers: { accept: 'application/json' } };
}

/** The default fleet, in the order of the first page. */
async function fetchFleet(url: string, page: (offset: number) => Request): Promise<Fleet> {
  const pages = await Promise.all(
    [0, 100, 200, 300, 400].map((offset) => fetchText(url, page(offset))),
  );
  return { devices: pages.flatMap((text) => JSON.parse(text).devices) };
}
