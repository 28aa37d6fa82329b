import { storeKeys } from '../../actions/keys.js';
import { forEachSandbox } from '../../actions/on-many.js';
import { server, unwrap } from '../../api/client.js';
import { firstFreeName, toSandboxName } from '../../lib/names.js';
import { learnerLabel } from './classes.js';

/** A class as it is asked for. */
export interface NewClass {
  readonly className: string;
  readonly learners: readonly string[];
  /** The sandbox or snapshot that each learner gets a copy of; empty for the seeds. */
  readonly from: string;
  /** A clock setting; empty for that of what is copied. */
  readonly clock: string;
  /** In seconds; 0 for no end. */
  readonly lifetime: number;
}

/** The learners of a pasted list: a name in each line. A comma would end the name of the class in a label. */
export function parseNames(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/[,;\t]+/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter(Boolean);
}

/** Names for learners who are only counted. */
export function numberedNames(count: number): readonly string[] {
  const digits = String(count).length;
  return Array.from(
    { length: count },
    (_, index) => `Learner ${String(index + 1).padStart(digits, '0')}`,
  );
}

/** The names of the sandboxes of a class, none of which exists. */
export function sandboxNames(
  { className, learners }: Pick<NewClass, 'className' | 'learners'>,
  existing: Iterable<string>,
): readonly string[] {
  const taken = new Set(existing);
  const prefix = toSandboxName(className) || 'class';
  return learners.map((learner, index) => {
    // A name in another script has no letters that a sandbox may have.
    const own = toSandboxName(learner) || String(index + 1);
    const name = firstFreeName(toSandboxName(`${prefix}-${own}`), taken);
    taken.add(name);
    return name;
  });
}

/** Creates the sandboxes of a class, each with a key. Returns the first refusal, if there is one. */
export async function createClass(
  wanted: NewClass,
  existing: Iterable<string>,
  onProgress: (count: number) => void,
): Promise<string | undefined> {
  const { className, learners, from, clock, lifetime } = wanted;
  const names = sandboxNames(wanted, existing);
  const keys: Record<string, string> = {};
  const { failures } = await forEachSandbox(names, async (name) => {
    const { key } = await unwrap(
      server.POST('/sandboxes', {
        body: {
          name,
          label: learnerLabel(className, String(learners[names.indexOf(name)])).slice(0, 200),
          key: true,
          ...(from !== '' && { from }),
          ...(clock !== '' && { clock }),
          ...(lifetime > 0 && { ttlSeconds: lifetime }),
        },
      }),
    );
    if (key !== undefined) keys[name] = key;
    onProgress(Object.keys(keys).length);
  });
  storeKeys(keys);
  const [first] = failures;
  return first && `${failures.length} of ${names.length} were not created: ${first.message}`;
}
