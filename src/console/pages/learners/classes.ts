import type { Sandbox } from '../../state/sandboxes.js';

/** A sandbox of a learner. Its label is the name of the class, and the learner's after a comma. */
export interface Learner {
  readonly sandbox: Sandbox;
  readonly className: string;
  /** The name of the learner, or of the sandbox if the label has none. */
  readonly title: string;
}

const separator = ', ';

/** The label of a learner's sandbox: `Class 4b, Zoë Müller`. */
export function learnerLabel(className: string, learner: string): string {
  return `${className}${separator}${learner}`;
}

/** The sandboxes with a label, by class and learner. */
export function learnersOf(sandboxes: readonly Sandbox[]): readonly Learner[] {
  return sandboxes
    .flatMap((sandbox) => {
      if (sandbox.label === null) return [];
      const [className = '', ...rest] = sandbox.label.split(separator);
      return { sandbox, className, title: rest.join(separator) || sandbox.name };
    })
    .sort(
      (one, other) => compare(one.className, other.className) || compare(one.title, other.title),
    );
}

/** The names of the classes, in order. */
export function classNames(learners: readonly Learner[]): readonly string[] {
  return [...new Set(learners.map(({ className }) => className))];
}

const { compare } = new Intl.Collator('en', { numeric: true });
