import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Test } from 'tap';
import { resolveConfig } from '../../src/config/load.js';
import { contracts } from '../../src/contracts/index.js';
import { openStorage } from '../../src/open-storage.js';
import { b2core } from '../b2core/api.js';
import { type Send, startInjected } from '../support/app.js';

/** A request that changes which databases there are, or replaces one. */
export interface StorageChange {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** The sandbox whose data may be replaced; nothing else may change. */
  readonly sandbox: string;
}

/** Sandboxes and snapshots of a data folder by file name, each as its tables by name. */
export type FolderState = Readonly<Record<string, Readonly<Record<string, string>>>>;

const one = '/_sim/sandboxes/one';

/** Starts a server in this process on a data folder with a small world. */
export function startOnFolder(t: Pick<Test, 'teardown'>, data: string) {
  return startInjected(t, { ephemeral: false, data, devices: 20 });
}

/**
 * Fills a data folder: `one` has a profile and an expiry, its snapshot `point` has another profile, and `other` must never
 * change. Returns the changes to try on copies of the folder.
 */
export async function prepareFolder(t: Test, data: string): Promise<readonly StorageChange[]> {
  const { app, request, sandbox } = await startOnFolder(t, data);
  const write = (name: string, email: string) =>
    sandbox(name).send('POST', `${b2core}/profiles`, { body: { email } });
  for (const name of ['one', 'other'])
    await request('POST', '/_sim/sandboxes', { body: { name, ttlSeconds: 100_000 } });
  await write('one', 'first@example.com');
  for (const name of ['one', 'other'])
    await request('PUT', `/_sim/sandboxes/${name}/snapshots/point`);
  await write('one', 'second@example.com');
  await write('other', 'other@example.com');
  const { rawPayload } = await app.fastify.inject({ url: '/_sim/sandboxes/other/export' });
  await app.fastify.close();
  const file = { headers: { 'content-type': 'application/vnd.sqlite3' }, body: rawPayload };
  const create = { method: 'POST', url: '/_sim/sandboxes', sandbox: 'new' };
  const changeOne = { method: 'POST', sandbox: 'one' };
  return [
    { ...create, name: 'create', body: { name: 'new' } },
    { ...create, name: 'copy', body: { name: 'new', from: 'one' } },
    { ...create, name: 'copy of a snapshot', body: { name: 'new', from: 'one@point' } },
    { ...changeOne, name: 'import', url: `${one}/import`, ...file },
    { ...create, name: 'import as new', url: '/_sim/sandboxes/new/import', ...file },
    { ...changeOne, name: 'restore', url: `${one}/snapshots/point/restore` },
    { ...changeOne, name: 'reset', url: `${one}/reset` },
    { name: 'snapshot', method: 'PUT', url: `${one}/snapshots/fresh`, sandbox: 'one' },
    { name: 'replace snapshot', method: 'PUT', url: `${one}/snapshots/point`, sandbox: 'one' },
    { name: 'delete snapshot', method: 'DELETE', url: `${one}/snapshots/point`, sandbox: 'one' },
    { name: 'delete', method: 'DELETE', url: one, sandbox: 'one' },
  ];
}

/** Sends the request of a change after a write to `one`, so that its write-ahead log is not empty. Returns the status. */
export async function sendChange(request: Send, change: StorageChange, onSend = () => {}) {
  await writeOne(request);
  onSend();
  return (await request(change.method, change.url, change)).status;
}

/** Writes a profile to `one`. */
export async function writeOne(request: Send): Promise<void> {
  const { body: issued } = await request('POST', '/~one/_sim/tokens', {
    body: { contract: 'b2core' },
  });
  const { status } = await request('POST', `/~one${b2core}/profiles`, {
    headers: { authorization: `Bearer ${issued.token}` },
    body: { email: 'pending@example.com' },
  });
  if (status !== 201) throw new Error(`the write before a change is ${status}`);
}

/** Opens and closes the storage of a folder as a start does, and returns what is in it then. Throws if a sandbox is unreadable. */
export async function recoverState(data: string): Promise<FolderState> {
  const settings = { data, devices: 20, clock: 'frozen', durable: false };
  const { sandboxes, close } = await openStorage(resolveConfig(settings, contracts), contracts);
  try {
    for (const file of readdirSync(join(data, 'sandboxes')))
      if (/^[^@]+\.sqlite$/.test(file)) sandboxes.open(file.replace('.sqlite', ''));
  } finally {
    close();
  }
  return readState(data);
}

/** What a stopped server left in its data folder. Throws for any other file than an intact database. */
function readState(data: string): FolderState {
  const folder = join(data, 'sandboxes');
  const files = readdirSync(folder).sort();
  const unexpected = files.filter((file) => !file.endsWith('.sqlite'));
  if (unexpected.length > 0) throw new Error(`left over: ${unexpected.join(', ')}`);
  return Object.fromEntries(files.map((file) => [file, readTables(join(folder, file))]));
}

/** What is in databases that were read before, by the hash of the file: most files are the same at each step. */
const tablesByHash = new Map<string, Record<string, string>>();

function readTables(file: string): Record<string, string> {
  const bytes = readFileSync(file);
  const hash = createHash('sha1').update(bytes).digest('hex');
  const tables = tablesByHash.get(hash) ?? tablesOf(file, bytes);
  tablesByHash.set(hash, tables);
  return tables;
}

function tablesOf(file: string, bytes: Buffer): Record<string, string> {
  // A database in WAL mode cannot be opened in memory.
  const db = new Database(bytes.fill(1, 18, 20));
  try {
    const found = db.pragma('integrity_check', { simple: true });
    if (found !== 'ok') throw new Error(`${file} is damaged: ${found}`);
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
    return Object.fromEntries(
      (tables as string[]).map((table) => {
        // The journal changes with every request, and the time of a snapshot is that of the latest one.
        const where =
          table === 'meta' ? "WHERE name NOT LIKE 'beside %' AND name <> 'snapshotAt'" : '';
        const rows = db.prepare(`SELECT * FROM ${table} ${where}`).raw().all();
        const text = JSON.stringify(rows);
        return [table, table === 'meta' ? text : createHash('sha256').update(text).digest('hex')];
      }),
    );
  } finally {
    db.close();
  }
}
