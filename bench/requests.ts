import { fetchText, type Request, type Requests, repeat } from './support/load.js';
import { compare, median, type Row, ratios, type Sample } from './support/measure.js';
import { bare, type ServerProcess, scratchFolder, startUnderstudy } from './support/processes.js';
import {
  callersOf,
  detailsOf,
  detailsPath,
  interleave,
  listPath,
  mdnsOf,
  nicknameWrites,
  type RequestBuilder,
  rename,
  totalsPath,
  uniquePages,
} from './support/workloads.js';

/** A kind of request, and what is to be reached of the ceiling. */
interface Kind {
  readonly what: string;
  readonly goal: string;
  /** One of them whose answer has the usual length. */
  readonly usual: Request;
  /** All of them, from the first on: each server gets its own run. */
  requests(): Requests;
}

/**
 * Each kind of request beside a bare Fastify route, in a process of its own, that gets the same requests and sends a body of the
 * same length: no validation, no token, no database.
 */
export async function benchRequests(): Promise<Row[]> {
  return [...(await inMemory()), ...(await inFolder())];
}

async function inMemory(): Promise<Row[]> {
  const subject = await startUnderstudy('--ephemeral');
  const { kajeet, esper, b2core } = await callersOf(subject.url);
  const mdns = await mdnsOf(subject.url, kajeet, 499);
  const list = kajeet(listPath());
  const rows = await beside(subject, [
    {
      what: 'device list, 25 rows, never the same',
      goal: '>= 0.5',
      usual: list,
      requests: () => uniquePages(kajeet),
    },
    repeated('device list, 25 rows', list),
    repeated('totals', kajeet(totalsPath)),
    repeated('a profile of B2CORE', b2core('/v1/profiles/6006dda272f002519c3eb505')),
    repeated('a user of Esper', esper('/api/user/4001/')),
    {
      what: `${mdns.length} devices in turn, each alone`,
      goal: '',
      usual: kajeet(detailsPath(mdns[0] as string)),
      requests: () => detailsOf(kajeet, mdns),
    },
    { what: 'a nickname written, in memory', goal: '>= 0.5', ...writes(kajeet, mdns) },
    {
      what: 'the list, never the same, and a write for every nine',
      goal: '',
      usual: list,
      requests: () => interleave(uniquePages(kajeet), nicknameWrites(kajeet, mdns), 9),
    },
    {
      what: 'the list, never the same, and a write for each',
      goal: '',
      usual: list,
      requests: () => interleave(uniquePages(kajeet), nicknameWrites(kajeet, mdns), 1),
    },
  ]);
  await subject.stop();
  return rows;
}

async function inFolder(): Promise<Row[]> {
  const subject = await startUnderstudy('--data', scratchFolder('data'));
  const { kajeet } = await callersOf(subject.url);
  const mdns = await mdnsOf(subject.url, kajeet, 499);
  const rows = await beside(subject, [
    { what: 'a nickname written, in a data folder', goal: '>= 0.3', ...writes(kajeet, mdns) },
  ]);
  await subject.stop();
  return rows;
}

function repeated(what: string, request: Request): Kind {
  return {
    what: `${what}, again and again`,
    goal: '>= 0.8',
    usual: request,
    requests: () => repeat(request),
  };
}

/** Writes of one device each, of all in turn: what may be written as one is no write of the same device again. */
function writes(caller: RequestBuilder, mdns: readonly string[]): Pick<Kind, 'usual' | 'requests'> {
  return {
    usual: rename(caller, 'Main Office Hotspot'),
    requests: () => nicknameWrites(caller, mdns),
  };
}

async function beside(subject: ServerProcess, kinds: readonly Kind[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { what, goal, usual, requests } of kinds) {
    const ceiling = await bare(await fetchText(subject.url, usual));
    const sides = [subject, ceiling].map((server) => ({ server, next: requests() }));
    const seen = await compare(sides);
    await ceiling.stop();
    rows.push(row(what, goal, seen as [Sample[], Sample[]]));
  }
  return rows;
}

function row(what: string, goal: string, [subject, ceiling]: [Sample[], Sample[]]): Row {
  const rates = (seen: Sample[]) => seen.map(({ rate }) => rate);
  const cpu = (seen: Sample[]) => median(seen.map((each) => each.cpu));
  const percent = (seen: Sample[], read: (each: Sample) => number) =>
    (median(seen.map(read)) * 100).toFixed(0);
  return {
    what,
    'requests/s': Math.round(median(rates(subject))),
    'bare route/s': Math.round(median(rates(ceiling))),
    ...ratios(rates(subject), rates(ceiling)),
    goal,
    'by CPU': (cpu(ceiling) / cpu(subject)).toFixed(2),
    'CPU us': Math.round(cpu(subject)),
    'bare CPU us': Math.round(cpu(ceiling)),
    'busy %': percent(subject, ({ serverBusy }) => serverBusy),
    'bare busy %': percent(ceiling, ({ serverBusy }) => serverBusy),
    'sender busy %': percent(ceiling, ({ senderBusy }) => senderBusy),
  };
}
