import { createRequire, syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';
import Database from 'better-sqlite3';

const fs = createRequire(import.meta.url)('node:fs');

/** A call by which the server reads or changes a file of its data folder. */
export interface Step {
  /** Counts from 1. */
  readonly number: number;
  /** The function and its file or statement, for messages. */
  readonly what: string;
  /** Whether the call can change the folder. A process that is killed before another call leaves the same files. */
  readonly changes: boolean;
  readonly isSqlite: boolean;
  /** Whether the call synchronises a file with the disk. */
  readonly synchronises: boolean;
  /** Performs a part of the call, as a full disk or a kill in the middle of it does. */
  readonly performPart: () => void;
}

/** Functions of `node:fs` that change a path, and how many of their first arguments are paths. */
const changing = { copyFileSync: 2, linkSync: 2, renameSync: 2, unlinkSync: 1, writeFileSync: 1 };

/** Functions of `node:fs` that change nothing, or nothing of value. */
const reading = { readdirSync: 1, readFileSync: 1, statSync: 1 };

/**
 * Calls `onStep` before each step in a folder until the returned function is called: before calls of `node:fs`, and before
 * statements of SQLite that write or synchronise. What `onStep` throws is thrown by the step.
 */
export function watchSteps(folder: string, onStep: (step: Step) => void): () => void {
  const root = resolve(folder) + sep;
  const isInside = (path: unknown) =>
    typeof path === 'string' && `${resolve(path)}${sep}`.startsWith(root) ? path : undefined;
  const descriptors = new Map<number, string>();
  const undo: (() => void)[] = [];
  let number = 0;
  const nothing = () => {};
  const step = (what: string, options: Partial<Step> = {}) =>
    onStep({
      number: ++number,
      what: what.replaceAll(root, ''),
      changes: true,
      isSqlite: false,
      synchronises: false,
      performPart: nothing,
      ...options,
    });
  // biome-ignore lint/suspicious/noExplicitAny: functions of any signature are wrapped
  type AnyFunction = (...args: any[]) => any;
  const wrap = (
    owner: Record<string, AnyFunction>,
    name: string,
    before: (original: AnyFunction, args: readonly unknown[], self: unknown) => void,
    after: (result: unknown, args: readonly unknown[]) => void = nothing,
  ) => {
    const original = owner[name] as AnyFunction;
    owner[name] = function (this: unknown, ...args: unknown[]) {
      before(original, args, this);
      const result = original.apply(this, args);
      after(result, args);
      return result;
    };
    undo.push(() => {
      owner[name] = original;
    });
  };

  for (const [functions, changes] of [
    [changing, true],
    [reading, false],
  ] as const)
    for (const [name, paths] of Object.entries(functions))
      wrap(fs, name, (_, args) => {
        const path = args.slice(0, paths).find(isInside);
        if (path) step(`${name} ${path}`, { changes });
      });
  for (const name of ['rmSync', 'mkdirSync'])
    wrap(fs, name, (_, [path]) => {
      const changes = fs.existsSync(path) === (name === 'rmSync');
      if (isInside(path)) step(`${name} ${path}`, { changes });
    });
  wrap(
    fs,
    'openSync',
    (_, [path, flags]) => {
      if (isInside(path)) step(`openSync ${path}`, { changes: String(flags).includes('w') });
    },
    (descriptor, [path]) => {
      if (isInside(path)) descriptors.set(Number(descriptor), String(path));
    },
  );
  wrap(fs, 'closeSync', (_, [descriptor]) => {
    descriptors.delete(Number(descriptor));
  });
  wrap(fs, 'fsyncSync', (_, [descriptor]) => {
    const path = descriptors.get(Number(descriptor));
    if (path) step(`fsyncSync ${path}`, { changes: false, synchronises: true });
  });
  wrap(fs, 'writeSync', (original, [descriptor, bytes, offset, length, position]) => {
    const path = descriptors.get(Number(descriptor));
    const half = Math.floor(Number(length) / 2);
    const performPart = () => original(descriptor, bytes, offset, half, position);
    if (path) step(`writeSync ${path}`, { performPart });
  });
  for (const { owner, name, textOf, databaseOf } of sqliteFunctions())
    wrap(owner, name, (_, args, self) => {
      const file = isInside(databaseOf(self).name);
      const text = textOf(self, args);
      // SQLite itself does not fail to roll back, and reading pragmas only look at memory.
      if (!file || /^(ROLLBACK|\w+$|query_only)/.test(text)) return;
      step(`${name} ${text.slice(0, 60)} in ${file}`, { isSqlite: true });
    });
  syncBuiltinESMExports();
  return () => {
    for (const each of undo) each();
    syncBuiltinESMExports();
  };
}

/** The error of a step that fails because the disk is full (`ENOSPC`) or broken (`EIO`). */
export function errorOf({ what, isSqlite }: Step, code: 'ENOSPC' | 'EIO'): Error {
  const message = `${code}: injected into ${what}`;
  if (!isSqlite) return Object.assign(new Error(message), { code });
  return new Database.SqliteError(
    message,
    code === 'ENOSPC' ? 'SQLITE_FULL' : 'SQLITE_IOERR_WRITE',
  );
}

/** The methods of better-sqlite3 that execute writing statements. */
function sqliteFunctions() {
  const database = new Database(':memory:');
  const statement = Object.getPrototypeOf(database.prepare('SELECT 1'));
  database.close();
  const { prototype } = Database as unknown as { prototype: Database.Database };
  type Self = Database.Database & Database.Statement;
  const ofDatabase = (name: 'exec' | 'pragma' | 'serialize') => ({
    owner: prototype as never,
    name,
    textOf: (_: unknown, [text]: readonly unknown[]) => String(text ?? 'of all pages'),
    databaseOf: (self: unknown) => self as Self,
  });
  const run = {
    owner: statement,
    name: 'run',
    textOf: (self: unknown) => (self as Self).source,
    databaseOf: (self: unknown) => (self as Self).database as Self,
  };
  return [ofDatabase('exec'), ofDatabase('pragma'), ofDatabase('serialize'), run];
}
