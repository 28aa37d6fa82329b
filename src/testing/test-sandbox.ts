import type { SandboxOptions, Understudy, UnderstudySandbox } from '../index.js';
import type { KitOptions } from './options.js';

/** What a test is called. */
export interface TestName {
  /** Its title, with those of the groups around it. */
  readonly title: string;
  /** What distinguishes it from another test with this title: its file, its project, the number of the attempt. */
  readonly context: readonly (string | number | undefined)[];
}

/** The sandbox of one test, and how to return to what it was at the start. */
export interface TestSandbox {
  readonly sandbox: UnderstudySandbox;
  readonly understudy: Understudy;
  readonly options: SandboxOptions;
  readonly title: string;
}

/** The sandboxes that tests of this process have, so that matchers know what each was at the start. */
const testSandboxes = new WeakMap<UnderstudySandbox, TestSandbox>();

/** How often each name was used in this process. */
const uses = new Map<string, number>();

/** The maximum length of a label. */
const maxLabel = 200;

/**
 * Creates the sandbox of a test, in place of one that an earlier run has kept. Equal runs give it the same name; tests that are
 * named alike get different ones.
 */
export async function beginTest(
  understudy: Understudy,
  { sandbox: given = {} }: KitOptions,
  { title, context }: TestName,
): Promise<TestSandbox> {
  const options = { ...given, label: title.slice(0, maxLabel) };
  const text = [title, ...context.filter((each) => each !== undefined && each !== 0)].join(' - ');
  const use = (uses.get(text) ?? 0) + 1;
  uses.set(text, use);
  const name = use === 1 ? text : `${text} - ${use}`;
  const sandbox = await recreateSandbox(understudy, name, options);
  const test = { sandbox, understudy, options, title: name };
  testSandboxes.set(sandbox, test);
  return test;
}

/** What has changed in a sandbox since its test began; in one that no test began, since the default sandbox. */
export async function diffSinceStart(
  sandbox: UnderstudySandbox,
): Promise<Awaited<ReturnType<UnderstudySandbox['diff']>>> {
  const test = testSandboxes.get(sandbox);
  if (!test) return sandbox.diff('default');
  // Made now, so that tests that need no comparison do not pay for it.
  const { ttlSeconds: _, key: __, ...options } = test.options;
  const start = await recreateSandbox(test.understudy, `${test.title} - start`, options);
  try {
    return await sandbox.diff(start.name);
  } finally {
    await start.delete();
  }
}

async function recreateSandbox(
  understudy: Understudy,
  name: string,
  options: SandboxOptions,
): Promise<UnderstudySandbox> {
  try {
    return await understudy.sandbox(name, options);
  } catch (error) {
    const existing = understudy.sandbox(name);
    const all = await understudy.sandboxes();
    if (!all.some((each) => each.name === existing.name)) throw error;
    await existing.delete();
    return understudy.sandbox(name, options);
  }
}
