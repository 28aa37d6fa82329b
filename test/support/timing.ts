/**
 * The shortest of some runs in milliseconds of processor time of this process. Time by the clock would also count other processes
 * that have the processor meanwhile. Those slow a run down and never speed it up.
 */
export async function shortestTime(runs: number, work: () => unknown): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    shortest = Math.min(shortest, (user + system) / 1000);
  }
  return shortest;
}

/** A growth below this one is near enough to linear not to be measured again. */
const nearlyLinear = 20;

/**
 * How many times longer the work takes for ten times the input: about 10 if it is linear, about 100 if it is quadratic.
 * A time below two milliseconds counts as two, because it is mostly overhead. A high result is measured again, because the
 * computer may have been busy with something else.
 */
export async function growth(size: number, work: (size: number) => unknown): Promise<number> {
  let lowest = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 4 && lowest > nearlyLinear; attempt++) {
    const small = await shortestTime(3, () => work(size));
    const large = await shortestTime(3, () => work(10 * size));
    lowest = Math.min(lowest, large / Math.max(small, 2));
  }
  return lowest;
}
