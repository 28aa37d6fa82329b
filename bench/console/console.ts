import { setTimeout } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { type MonitoredServer, startMonitored } from '../reliability/monitored-server.js';
import { encode, fetchText, open, type Requests } from '../support/load.js';
import { median, quantile, type Row, type TitledTable } from '../support/measure.js';
import { fetchMdns, listPath, nicknameWrite, requestBuilders } from '../support/workloads.js';
import { openConsole, startBrowser, takeLongTasks, timeToContent } from './browser.js';
import { type PacedLoad, startPacedLoad } from './paced-load.js';
import { stalledStreams } from './stalled-streams.js';

const sandboxCount = 500;
const callsPerSecond = 200;
/** Sandboxes that get writes, which copy their image. */
const writtenSandboxes = 50;
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const seconds = Number(process.env.BENCH_SECONDS ?? 10);

/** The places whose cost to the server is measured. */
const places = [
  { title: 'Home', place: '' },
  { title: 'Live calls of one sandbox', place: 'calls' },
  { title: 'Live calls of all sandboxes', place: 'calls?sandboxes=all' },
  { title: 'Sandboxes', place: 'sandboxes' },
  { title: 'Learners', place: 'learners' },
  { title: 'Coverage of all sandboxes', place: 'coverage?sandboxes=all' },
] as const;

/** The pages of the navigation, and what shows that one is complete. */
const pages = [
  { title: 'Live calls', ready: '[aria-label="Calls"] tr[data-index]' },
  { title: 'Faults', ready: '.scenarios li' },
  { title: 'Sandboxes', ready: '[aria-label="Sandboxes"] tr[data-index]' },
  { title: 'Time', ready: '.due-row' },
  { title: 'Learners', ready: '.tile' },
  { title: 'World', ready: '.corp-tree .corp-name' },
  { title: 'Who may do what', ready: '.verdict' },
  { title: 'Coverage', ready: '.coverage-page tbody tr' },
  { title: 'Home', ready: '.vendor-card .token' },
] as const;

/** What a console costs a server with many sandboxes and calls, how fast it is meanwhile, and what one that sleeps leaves behind. */
export async function* benchConsole(): AsyncGenerator<TitledTable> {
  const server = await startMonitored('--ephemeral', '--clock', 'frozen');
  await createSandboxes(server.url);
  const next = await calls(server.url);
  await warmUp(server.url, next);
  const load = await startPacedLoad(server.url, next, callsPerSecond);
  const browser = await startBrowser();
  try {
    yield { title: 'cost of an open console', rows: await costs(server, load, browser) };
    yield { title: 'time to content', rows: await navigation(server.url, browser) };
    await browser.close();
    yield { title: 'streams that nobody reads', rows: await stalledStreams(server, load) };
  } finally {
    await browser.close();
    await load.stop();
    await server.stop();
  }
}

/** Sandboxes with labels, so that each is also a learner. */
async function createSandboxes(url: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  for (let number = 1; number < sandboxCount; number++) {
    const body = JSON.stringify({ name: `s-${number}`, label: `Class ${number % 20}, ${number}` });
    await fetchText(url, { method: 'POST', path: '/_sim/sandboxes', headers, body });
  }
}

/** Pages of devices in all sandboxes, every tenth call a write. */
async function calls(url: string): Promise<Requests> {
  const { kajeet } = await requestBuilders(url);
  const mdns = await fetchMdns(url, kajeet, 100);
  const offsets = 400;
  let turn = 0;
  return () => {
    turn++;
    if (turn % 10 > 0)
      return inSandbox(encode(kajeet(listPath({ offset: turn % offsets }))), turn % sandboxCount);
    const write = nicknameWrite(kajeet, `Bus ${turn}`, mdns[turn % mdns.length]);
    return inSandbox(encode(write), turn % writtenSandboxes);
  };
}

/** Calls every sandbox twice, so that their caches are filled. */
async function warmUp(url: string, next: Requests): Promise<void> {
  const connection = await open(url);
  for (let count = 0; count < sandboxCount * 2; count++) await connection.send(next());
  connection.close();
}

/** An encoded request, sent to the sandbox of a number; 0 is the default one. */
function inSandbox(request: string, number: number): string {
  return number === 0 ? request : request.replace(' /', ` /~s-${number}/`);
}

interface Cost {
  /** Seconds of processor time per second, all threads together. */
  readonly share: number;
  /** The same per vendor call, in microseconds. */
  readonly perCall: number;
}

/** Measures the server with a console at each place, each time just after it was measured without one. */
async function costs(server: MonitoredServer, load: PacedLoad, browser: Browser): Promise<Row[]> {
  const pairs: { readonly alone: Cost; readonly open: Cost }[][] = places.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, { place }] of places.entries()) {
      const alone = await cost(server, load);
      const page = await openConsole(browser, server.url, place);
      // The first requests, which load the page, do not count.
      await setTimeout(3000);
      pairs[index]?.push({ alone, open: await cost(server, load) });
      await page.context().close();
    }
  return places.map(({ title }, index) => {
    const measured = pairs[index] ?? [];
    const added = measured.map(({ alone, open }) => (open.share - alone.share) * 100);
    const perCall = (side: 'alone' | 'open') =>
      median(measured.map((pair) => pair[side].perCall)).toFixed(0);
    return {
      'console open at': title,
      'CPU per call without, us': perCall('alone'),
      'with, us': perCall('open'),
      'added, % of a core': median(added).toFixed(1),
      spread: `${Math.min(...added).toFixed(1)} - ${Math.max(...added).toFixed(1)}`,
      goal: '< 5',
    };
  });
}

async function cost(server: MonitoredServer, load: PacedLoad): Promise<Cost> {
  const before = { cpu: server.cpu(), responses: load.responses, time: performance.now() };
  await setTimeout(seconds * 1000);
  const spent = server.cpu() - before.cpu;
  return {
    share: (spent / (performance.now() - before.time)) * 1000,
    perCall: (spent / (load.responses - before.responses)) * 1e6,
  };
}

/** How long each page takes from the click to its content, and how long it does not answer while calls arrive. */
async function navigation(url: string, browser: Browser): Promise<Row[]> {
  const page = await openConsole(browser, url, '');
  await page.locator('.vendor-card .token').first().waitFor();
  const times = pages.map(() => [] as number[]);
  const tasks = pages.map(() => [] as number[]);
  const stayMs = 4000;
  for (let round = 0; round < rounds; round++)
    for (const [index, { title, ready }] of pages.entries()) {
      await takeLongTasks(page);
      times[index]?.push(await timeToContent(page, title, ready));
      await setTimeout(stayMs);
      tasks[index]?.push(...(await takeLongTasks(page)));
    }
  await page.context().close();
  return pages.map(({ title }, index) => {
    const [first = Number.NaN, ...later] = times[index] ?? [];
    const long = tasks[index] ?? [];
    const sum = long.reduce((total, each) => total + each, 0);
    return {
      page: title,
      'first, ms': first.toFixed(0),
      'later, ms': median(later).toFixed(0),
      'max, ms': quantile(later, 1).toFixed(0),
      'longest task, ms': Math.max(0, ...long).toFixed(0),
      'in long tasks, %': ((sum / (rounds * stayMs)) * 100).toFixed(1),
    };
  });
}
