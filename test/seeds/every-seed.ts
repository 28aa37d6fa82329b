import t from 'tap';
import { devices } from '../../seeds/kajeet/index.js';

const seeds = [1, 7, 42];
const all = new Map(seeds.map((seed) => [seed, [...devices(seed, 499)]]));

/** The assertions that the checks use. */
type Assertions = Pick<typeof t, 'equal' | 'fail' | 'notOk' | 'ok' | 'strictSame'>;

/** Runs a check with each of a few seeds. */
export const everySeed = (title: string, check: (test: Assertions, seed: number) => void) =>
  t.test(title, async (test) => {
    for (const seed of seeds) check(test, seed);
  });

/** The devices of a seed, with a fleet of the default size. */
export const devicesOf = (seed: number) => all.get(seed) ?? [];
