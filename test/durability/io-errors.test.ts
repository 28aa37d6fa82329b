import { cpSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Send } from '../support/app.js';
import { errorOf, watchSteps } from '../support/step-injection.js';
import {
  type FolderState,
  prepareFolder,
  recoverState,
  type StorageChange,
  startOnFolder,
  writeOne,
} from './storage-changes.js';

const base = join(t.testdir({}), 'base');
const changes = await prepareFolder(t, base);

/** All steps with each error take minutes: `STEPS=all npm run test:file -- test/durability/io-errors.test.ts --timeout=900`. */
const failsAll = process.env.STEPS === 'all';
const errorCodes = ['ENOSPC', 'EIO'] as const;

/** Which step fails, and how. */
interface Failure {
  readonly step: number;
  readonly code: (typeof errorCodes)[number];
}

let copies = 0;
function copyFolder(t: Test, from = base): string {
  const data = join(t.testdirName, `copy-${++copies}`);
  cpSync(from, data, { recursive: true });
  return data;
}

/** Starts a server on a copy of the folder, and writes to `one`. */
async function startWritten(t: Test) {
  const data = copyFolder(t);
  const server = await startOnFolder(t, data);
  await writeOne(server.request);
  return { ...server, data };
}

/** The state of a folder after the write, and after a change if there is one. */
async function stateAfter(t: Test, change?: StorageChange) {
  const { app, request, data } = await startWritten(t);
  if (change) await request(change.method, change.url, change);
  await app.fastify.close();
  return recoverState(data);
}

const before = await stateAfter(t);

/** Sends a change and makes one of its steps fail. `failed` is undefined if it has fewer steps. */
async function failAtStep(request: Send, data: string, change: StorageChange, failing: Failure) {
  let failed: string | undefined;
  let count = 0;
  const restore = watchSteps(join(data, 'sandboxes'), (each) => {
    if (!failsAll && !each.changes && !each.synchronises) return;
    if (++count !== failing.step) return;
    failed = each.what;
    each.performPart();
    throw errorOf(each, failing.code);
  });
  const status = await request(change.method, change.url, change);
  restore();
  return { failed, status: status.status };
}

/** Makes the steps of a change fail, on one server until a change is complete in spite of it. */
class FailingChange {
  readonly #t: Test;
  readonly #change: StorageChange;
  readonly #after: FolderState;
  #server: Awaited<ReturnType<typeof startWritten>> | undefined;

  constructor(t: Test, change: StorageChange, after: FolderState) {
    this.#t = t;
    this.#change = change;
    this.#after = after;
  }

  /** Makes a step fail and checks the response and the state. Returns false if there are fewer steps. */
  async try(failure: Failure): Promise<boolean> {
    this.#server ??= await startWritten(this.#t);
    const { app, data, request } = this.#server;
    const { failed, status } = await failAtStep(request, data, this.#change, failure);
    const name = `step ${failure.step}, ${failure.code} at ${failed}: ${status}`;
    const isDone = status < 300;
    // An error while a database is opened says that it cannot be read.
    const refusals = failure.code === 'ENOSPC' ? [507] : [500, 503];
    this.#t.ok(isDone || refusals.includes(status), name);
    const state = isDone ? this.#after : before;
    this.#t.strictSame(await recoverState(copyFolder(this.#t, data)), state, name);
    const { body } = await request('GET', '/_sim/sandboxes');
    const listed = body.map((each: { name: string }) => `${each.name}.sqlite`).sort();
    this.#t.strictSame(
      listed,
      Object.keys(state)
        .filter((file) => !file.includes('@'))
        .sort(),
    );
    if (isDone) {
      await app.fastify.close();
      this.#t.strictSame(await recoverState(data), state, `${name}, after a stop`);
      this.#server = undefined;
    }
    return failed !== undefined;
  }
}

for (const change of changes)
  t.test(
    `${change.name}: when any step fails it is refused and changes nothing, or is complete`,
    { timeout: 900_000 },
    async (t) => {
      t.testdir({});
      const failing = new FailingChange(t, change, await stateAfter(t, change));
      for (let step = 1; ; step++) {
        // Every step fails once, and which error it has alternates; in the long form it has each.
        const codes = failsAll ? errorCodes : [errorCodes[step % 2] ?? 'EIO'];
        let hasFailed = false;
        for (const code of codes) hasFailed = await failing.try({ step, code });
        if (!hasFailed) return;
      }
    },
  );
