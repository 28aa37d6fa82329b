import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t, { type Test } from 'tap';
import { projectFile } from '../support/project-file.js';
import { startProcess } from '../support/server-process.js';
import { watchSteps } from '../support/step-injection.js';
import {
  type FolderState,
  prepareFolder,
  recoverState,
  type StorageChange,
  sendChange,
  startOnFolder,
  writeOne,
} from './storage-changes.js';

/**
 * Killing a process at every step takes minutes: `KILLS=all npm run test:file -- test/durability/kills.test.ts --timeout=900`.
 * Otherwise one process is killed per change, and the other steps are tested on a copy of the folder that is taken at each:
 * files are what a killed process leaves.
 */
const killsAll = process.env.KILLS === 'all';
const preload = pathToFileURL(projectFile('dist/test/support/kill-at-step.js')).href;

const base = join(t.testdir({}), 'base');
const changes = await prepareFolder(t, base);
const before = await stateBefore();

for (const change of changes)
  t.test(
    `${change.name}: a process that is killed at any step leaves the state before or after it`,
    { timeout: 900_000 },
    async (t) => {
      t.testdir({});
      const complete = copyFolder(t, base, 'complete');
      const steps = await copyAtEachStep(t, complete, change);
      const after = await recoverState(complete);
      t.strictNotSame(after, before);
      for (const [index, what] of steps.entries()) {
        const isDone = index === steps.length - 1;
        const found = await recoverCopy(join(t.testdirName, `step-${index + 1}`));
        t.strictSame(found, expectedState(found, after, isDone), `before ${what}`);
      }
      const middle = Math.ceil(steps.length / 2);
      for (let step = killsAll ? 1 : middle; ; step++) {
        const data = copyFolder(t, base, 'killed');
        const isKilled = await killAtStep(t, data, change, step);
        const found = await recoverCopy(data);
        t.strictSame(found, expectedState(found, after, !isKilled), `killed at step ${step}`);
        if (!isKilled) t.ok(step > middle, `not killed in ${step - 1} steps`);
        if (!isKilled || !killsAll) return;
      }
    },
  );

async function stateBefore(): Promise<FolderState> {
  const data = copyFolder(t, base, 'before');
  const { app, request } = await startOnFolder(t, data);
  await writeOne(request);
  await app.fastify.close();
  return recoverState(data);
}

/** Copies a data folder to a name in the folder of the test. */
function copyFolder(t: Test, from: string, name: string): string {
  const data = join(t.testdirName, name);
  cpSync(from, data, { recursive: true });
  return data;
}

/** Sends a change and copies the folder before each step that can change it, and after the response. Returns the steps. */
async function copyAtEachStep(t: Test, data: string, change: StorageChange): Promise<string[]> {
  const server = await startOnFolder(t, data);
  const steps: string[] = [];
  let isCopying = false;
  const copyAt = (what: string) => {
    isCopying = true;
    copyFolder(t, data, `step-${steps.push(what)}`);
    isCopying = false;
  };
  let restore = () => {};
  const status = await sendChange(server.request, change, () => {
    restore = watchSteps(join(data, 'sandboxes'), ({ what, changes }) => {
      if (changes && !isCopying) copyAt(what);
    });
  });
  restore();
  t.ok(status < 300 && steps.length > 1, `${status} after ${steps.length} steps`);
  copyAt('the next request');
  await server.app.fastify.close();
  return steps;
}

/** Sends a change to a new server process, which is killed at a step. Returns whether it was; false if it has fewer steps. */
async function killAtStep(t: Test, data: string, change: StorageChange, step: number) {
  const { request, kill, arm } = await startProcess(t, data, {
    nodeOptions: ['--import', preload],
  });
  await writeOne(request);
  await arm({ folder: join(data, 'sandboxes'), step });
  const response = request(change.method, change.url, change);
  const isKilled = await response.then(
    () => false,
    () => true,
  );
  await kill();
  return isKilled;
}

/** Recovers the state of a folder, and removes the folder. */
async function recoverCopy(data: string): Promise<object> {
  try {
    return await recoverState(data);
  } catch (error) {
    return { error: String(error) };
  } finally {
    rmSync(data, { recursive: true });
  }
}

/** The state to compare a found one with: before the change only if that is what was found, and the change was not acknowledged. */
function expectedState(found: object, after: FolderState, isAcknowledged: boolean): FolderState {
  const isBefore = JSON.stringify(found) === JSON.stringify(before);
  return isBefore && !isAcknowledged ? before : after;
}
