import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import {
  type FolderState,
  prepareFolder,
  recoverState,
  sendChange,
  startOnFolder,
  writeOne,
} from './storage-changes.js';

const diskBytes = 32 * 1024 * 1024;
/** By how much the free space grows between two attempts; SQLite's smallest files that are written at once are 32 KiB. */
const growth = (process.env.STEPS === 'all' ? 8 : 32) * 1024;

const root = t.testdir({});
const disk = mkdtempSync(join(tmpdir(), 'understudy-disk-'));
const skip = isMounted() ? false : 'a file system cannot be mounted here';

/** Mounts a small file system in memory, until the tests end. */
function isMounted(): boolean {
  process.once('exit', () => rmSync(disk, { recursive: true, force: true }));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', disk], {
      stdio: 'ignore',
    });
  } catch {
    return false;
  }
  process.prependOnceListener('exit', () => execFileSync('umount', [disk]));
  return true;
}

/** Fills the disk until so many bytes are free. */
function fillDisk(free: number): void {
  rmSync(join(disk, 'ballast'), { force: true });
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - free)));
}

/** Puts a fresh copy of a folder on the disk. */
function copyToDisk(from: string): string {
  const data = join(disk, 'data');
  rmSync(join(disk, 'ballast'), { force: true });
  rmSync(data, { recursive: true, force: true });
  cpSync(from, data, { recursive: true });
  return data;
}

const base = join(root, 'base');
const changes = await prepareFolder(t as Test, base);

for (const change of changes)
  t.test(
    `${change.name}: on a disk that is full after any number of bytes it is 507 and changes nothing`,
    { skip, timeout: 600_000 },
    async (t) => {
      const stateAfter = async (isChanged: boolean): Promise<FolderState> => {
        const data = copyToDisk(base);
        const { app, request } = await startOnFolder(t, data);
        if (isChanged) await sendChange(request, change);
        else await writeOne(request);
        await app.fastify.close();
        return recoverState(data);
      };
      const before = await stateAfter(false);
      const after = await stateAfter(true);
      const data = copyToDisk(base);
      const { app, request } = await startOnFolder(t, data);
      await writeOne(request);
      let status = 507;
      for (let free = 0; status === 507; free += growth) {
        fillDisk(free);
        status = (await request(change.method, change.url, change)).status;
        rmSync(join(disk, 'ballast'));
        const crashed = join(root, 'crashed');
        cpSync(data, crashed, { recursive: true });
        t.strictSame(await recoverState(crashed), status === 507 ? before : after, `${free} bytes`);
        rmSync(crashed, { recursive: true });
      }
      t.ok(status < 300, `${status} with enough space`);
      await app.fastify.close();
      t.strictSame(await recoverState(data), after);
    },
  );

t.test('a read needs no space on the disk', { skip }, async (t) => {
  const { app, request, sandbox } = await startOnFolder(t, copyToDisk(base));
  await request('GET', '/_sim/clock', { headers: { 'x-sandbox': 'one' } });
  fillDisk(0);
  const { send } = sandbox('one');
  for (let turn = 0; turn < 3; turn++)
    t.equal((await send('GET', '/v1/regions')).status, 200, `read ${turn}`);
  const { body } = await send('GET', '/_sim/journal');
  const paths = body.entries.slice(-3).map(({ path }: { path: string }) => path);
  t.strictSame(paths, Array(3).fill('/v1/regions'), 'each is in the journal');
  rmSync(join(disk, 'ballast'));
  await app.fastify.close();
});
