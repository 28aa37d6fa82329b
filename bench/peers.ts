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
import { type ServerProcess, serveAt, startUnderstudy } from './support/processes.js';
import { callersOf, listPath, uniquePages } from './support/workloads.js';

/** The JVM and Prism get faster for a while. */
const warmUp = 5;

/** All peers are installed, so that the measurements need no network. */
export function arePeersInstalled(): boolean {
  return peers.every((peer) => existsSync(join(folderOf(peer), installed)));
}

/**
 * The device list beside other mock servers that serve the same rows, each at its easiest: without tokens, without sorting, some
 * of them a fixed answer. Installs them on first use, into a folder for temporary files. One that cannot be installed or
 * does not answer as it should is left out, and it is said.
 */
export async function benchPeers(): Promise<Row[]> {
  const subject = await startUnderstudy('--ephemeral');
  const { kajeet } = await callersOf(subject.url);
  const fleet = await fleetOf(subject.url, (offset) => kajeet(listPath({ offset, limit: 100 })));
  const bytes = (await fetchText(subject.url, kajeet(listPath()))).length;
  const started = await startAll(fleet);
  const sides = [
    { server: subject, next: uniquePages(kajeet) },
    ...started.map(({ side }) => side),
  ];
  const [own = [], ...others] = await compare(sides, warmUp);
  for (const { server } of sides) await server.stop();
  const fastest = Math.max(...others.map((seen) => rateOf(seen)));
  const rows = started.map(({ what, bytes }, at) => {
    const seen = others[at] ?? [];
    return {
      ...figures(what, bytes, seen),
      ...ratios(
        own.map(({ rate }) => rate),
        seen.map(({ rate }) => rate),
      ),
      'by CPU': (cpuOf(seen) / cpuOf(own)).toFixed(2),
      goal: rateOf(seen) === fastest ? '>= 3, the fastest' : '',
    };
  });
  return [figures('Understudy, never the same page', bytes, own), ...rows];
}

interface Started {
  readonly what: string;
  readonly bytes: number;
  readonly side: Contestant;
}

async function startAll(fleet: Fleet): Promise<Started[]> {
  const started: Started[] = [];
  for (const peer of peers) {
    try {
      install(peer);
      const server = await start(peer, fleet);
      const answer = await checked(peer, server, fleet).catch(async (error) => {
        await server.stop();
        throw error;
      });
      const side = { server, next: requestsOf(peer, fleet) };
      started.push({ what: titleOf(peer), bytes: answer.length, side });
    } catch (error) {
      console.log(`${titleOf(peer)} is left out: ${(error as Error).message}`);
    }
  }
  return started;
}

const rateOf = (seen: readonly Sample[]) => median(seen.map(({ rate }) => rate));
const cpuOf = (seen: readonly Sample[]) => median(seen.map(({ cpu }) => cpu));

function figures(what: string, bytes: number, seen: readonly Sample[]): Row {
  return {
    what,
    bytes,
    'requests/s': Math.round(rateOf(seen)),
    'CPU us': Math.round(cpuOf(seen)),
  };
}

const installed = '.installed';

function titleOf({ name, packages: [first = ''] }: Peer): string {
  return `${name} ${versions[first]}`;
}

function folderOf(peer: Peer): string {
  return join(tmpdir(), 'understudy-peers', titleOf(peer).replaceAll(' ', '-').toLowerCase());
}

function install(peer: Peer): void {
  const folder = folderOf(peer);
  if (existsSync(join(folder, installed))) return;
  console.log(`installing ${titleOf(peer)} in ${folder}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  const wanted = peer.packages.map((name) => `${name}@${versions[name]}`);
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', '--loglevel=error'];
  const { status, stderr, error } = spawnSync('npm', ['install', ...flags, ...wanted], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm install failed: ${error?.message ?? stderr.trim()}`);
  writeFileSync(join(folder, installed), '');
}

async function start(peer: Peer, fleet: Fleet): Promise<ServerProcess> {
  const folder = folderOf(peer);
  for (const [name, content] of Object.entries(peer.files(fleet))) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
  }
  copyFileSync(new URL('msw.mjs', peerFiles), join(folder, 'msw.mjs'));
  return serveAt(folder, (port) => peer.command(port), peer.path(1));
}

/** Throws an Error unless the first page and another one are what they should be. Gives back the first as text. */
async function checked(peer: Peer, server: ServerProcess, { devices }: Fleet): Promise<string> {
  const pages = [1, 2].map(async (page) => {
    const text = await fetchText(server.url, get(peer.path(page)));
    const from = peer.isPaged ? (page - 1) * pageSize : 0;
    const wanted = devices.slice(from, from + pageSize).map(({ key }) => key);
    if (JSON.stringify(keysIn(text)) === JSON.stringify(wanted)) return text;
    throw new Error(`page ${page} is not what it should be: ${text.slice(0, 200)}`);
  });
  const [first = ''] = await Promise.all(pages);
  return first;
}

/** json-server calls the rows of a page `data`, Mockoon sends them with nothing around. */
function keysIn(text: string): string[] {
  const said = JSON.parse(text);
  const rows: { key: string }[] = Array.isArray(said) ? said : (said.devices ?? said.data);
  return rows.map(({ key }) => key);
}

/** All full pages in turn, or the one that there is. */
function requestsOf(peer: Peer, { devices }: Fleet): Requests {
  const pages = peer.isPaged ? Math.floor(devices.length / pageSize) : 1;
  const texts = Array.from({ length: pages }, (_, index) => encode(get(peer.path(index + 1))));
  let turn = 0;
  return () => texts[turn++ % pages] as string;
}

function get(path: string): Request {
  return { method: 'GET', path, headers: { accept: 'application/json' } };
}

/** The default fleet, sorted as the first page is asked for. */
async function fleetOf(url: string, page: (offset: number) => Request): Promise<Fleet> {
  const pages = await Promise.all(
    [0, 100, 200, 300, 400].map((offset) => fetchText(url, page(offset))),
  );
  return { devices: pages.flatMap((text) => JSON.parse(text).devices) };
}
