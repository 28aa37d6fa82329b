import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What `node --cpu-prof` writes, as far as it is read here. Times are microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly endTime: number;
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
  /** How many samples fell on each line of the function. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** Time that one function spent itself, without those that it called. */
export interface SelfTime {
  /** The part of the program that it belongs to. */
  readonly part: string;
  readonly name: string;
  readonly microseconds: number;
}

/** Self times between two instants, both told as how long before the end they were. Idle time is left out. */
export function selfTimes(profile: CpuProfile, from: number, to: number): SelfTime[] {
  const spent = new Map<number, number>();
  let time = profile.startTime;
  for (const [index, id] of profile.samples.entries()) {
    const passed = profile.timeDeltas[index] ?? 0;
    time += passed;
    const beforeEnd = profile.endTime - time;
    if (beforeEnd <= from && beforeEnd >= to) spent.set(id, (spent.get(id) ?? 0) + passed);
  }
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)),
  );
  return profile.nodes
    .filter(({ id, callFrame }) => spent.has(id) && callFrame.functionName !== '(idle)')
    .flatMap((node) => timesOf(node, parents, spent.get(node.id) ?? 0));
}

function timesOf(
  node: ProfileNode,
  parents: ReadonlyMap<number, ProfileNode>,
  microseconds: number,
): SelfTime[] {
  const { functionName } = node.callFrame;
  // What is native has no file: it is counted where it was called.
  let at: ProfileNode | undefined = node;
  while (at && at.callFrame.url === '') at = parents.get(at.id);
  const url = at?.callFrame.url ?? '';
  const part = native[functionName] ?? partOf(url);
  const name = functionName || '(anonymous)';
  const inSqlite = microseconds * sqliteShare(node);
  return [
    {
      part,
      name: url ? `${name}, ${shortened(url)}` : name,
      microseconds: microseconds - inSqlite,
    },
    {
      part: 'SQLite',
      name: `SQLite, called by ${name}, ${shortened(url)}`,
      microseconds: inSqlite,
    },
  ].filter((time) => time.microseconds > 0);
}

const native: Readonly<Record<string, string>> = {
  '(garbage collector)': 'garbage collection',
  '(program)': 'not in JavaScript',
};

const nodeParts = [
  [
    'Node: HTTP and sockets',
    /^node:(_http|http|net|internal\/http|.*stream|events|buffer|internal\/buffer)/,
  ],
  ['Node: timers and tasks', /timers|task_queues|async_hooks/],
  ['Node: crypto', /crypto/],
] as const;

function partOf(url: string): string {
  if (url === '') return 'not in JavaScript';
  if (url.startsWith('node:'))
    return nodeParts.find(([, is]) => is.test(url))?.[0] ?? 'Node: other';
  const [, file = ''] = url.split('/node_modules/');
  if (file === '') return shortened(url);
  return /^(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? file;
}

function shortened(url: string): string {
  return url.replace(/^.*\/(node_modules|dist)\//, '').replace(/\.js$/, '');
}

/**
 * The part of a function's time that falls on lines that call a prepared statement. A profile does not show native functions of
 * an addon; it counts their time as the caller's.
 */
function sqliteShare({ callFrame, positionTicks = [] }: ProfileNode): number {
  if (!callFrame.url.includes('/dist/src/store/')) return 0;
  const lines = linesOf(callFrame.url);
  const count = (ticks: typeof positionTicks) => ticks.reduce((sum, each) => sum + each.ticks, 0);
  const calls = positionTicks.filter(({ line }) =>
    callOfStatement.test(lines.slice(Math.max(line - 2, 0), line).join('')),
  );
  return count(positionTicks) === 0 ? 0 : count(calls) / count(positionTicks);
}

/** A line, with the one before it, that calls what was prepared: `read` or `write`, or what some other call has given. */
const callOfStatement = /(\bread|\bwrite|\))\s*\.(all|get|run|exec)\(/;

const files = new Map<string, readonly string[]>();

function linesOf(url: string): readonly string[] {
  const known = files.get(url) ?? readFileSync(fileURLToPath(url), 'utf8').split('\n');
  files.set(url, known);
  return known;
}
