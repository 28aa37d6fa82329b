import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The part of the output of `node --cpu-prof` that is used here. Times are microseconds. */
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
  /** Samples per line of the function. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** The self time of one function, without its callees. */
export interface SelfTime {
  /** The package, module or file that it belongs to. */
  readonly part: string;
  readonly name: string;
  readonly microseconds: number;
}

/** Self times between two instants, both given as microseconds before the end. Idle time is excluded. */
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
    .flatMap((node) => selfTimesOf(node, parents, spent.get(node.id) ?? 0));
}

function selfTimesOf(
  node: ProfileNode,
  parents: ReadonlyMap<number, ProfileNode>,
  microseconds: number,
): SelfTime[] {
  const { functionName } = node.callFrame;
  // Native functions have no file, so their time counts for the caller.
  let owner: ProfileNode | undefined = node;
  while (owner && owner.callFrame.url === '') owner = parents.get(owner.id);
  const url = owner?.callFrame.url ?? '';
  const part = native[functionName] ?? partName(url);
  const name = functionName || '(anonymous)';
  const inSqlite = microseconds * sqliteShare(node);
  return [
    {
      part,
      name: url ? `${name}, ${shortPath(url)}` : name,
      microseconds: microseconds - inSqlite,
    },
    {
      part: 'SQLite',
      name: `SQLite, called by ${name}, ${shortPath(url)}`,
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

function partName(url: string): string {
  if (url === '') return 'not in JavaScript';
  if (url.startsWith('node:'))
    return nodeParts.find(([, is]) => is.test(url))?.[0] ?? 'Node: other';
  const [, file = ''] = url.split('/node_modules/');
  if (file === '') return shortPath(url);
  return /^(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? file;
}

function shortPath(url: string): string {
  return url.replace(/^.*\/(node_modules|dist)\//, '').replace(/\.js$/, '');
}

/**
 * The share of a function's time on lines that call a prepared statement. A profile does not show the native functions of an
 * addon; their time counts for the caller.
 */
function sqliteShare({ callFrame, positionTicks = [] }: ProfileNode): number {
  if (!callFrame.url.includes('/dist/src/store/')) return 0;
  const lines = sourceLines(callFrame.url);
  const count = (ticks: typeof positionTicks) => ticks.reduce((sum, each) => sum + each.ticks, 0);
  const calls = positionTicks.filter(({ line }) =>
    callOfStatement.test(lines.slice(Math.max(line - 2, 0), line).join('')),
  );
  return count(positionTicks) === 0 ? 0 : count(calls) / count(positionTicks);
}

/** Matches a line, joined with the one before it, that calls a prepared statement. */
const callOfStatement = /(\bread|\bwrite|\))\s*\.(all|get|run|exec)\(/;

const files = new Map<string, readonly string[]>();

function sourceLines(url: string): readonly string[] {
  const lines = files.get(url) ?? readFileSync(fileURLToPath(url), 'utf8').split('\n');
  files.set(url, lines);
  return lines;
}
