import {
  type DataStep,
  type StepVerb,
  stepMembers,
  stepVerbs,
} from '../../../../schemas/control/data-steps.js';
import type { DocumentError } from '../rules.js';

/** The verb of a step; undefined unless it has exactly one. */
export function verbOf(step: DataStep): StepVerb | undefined {
  const found = stepVerbs.filter((verb) => step[verb] !== undefined);
  return found.length === 1 ? found[0] : undefined;
}

/** What the schema of steps cannot express: one verb, with the members that go with it. */
export function stepErrors(step: DataStep): DocumentError[] {
  const verb = verbOf(step);
  if (!verb) return [{ at: '', message: `must have one of ${stepVerbs.join(', ')}` }];
  const allowed = stepMembers[verb];
  const errors: DocumentError[] = Object.keys(step)
    .filter((name) => name !== verb && !allowed.includes(name))
    .map((name) => ({
      at: `/${name}`,
      message: `cannot be used with ${verb}, which takes ${allowed.join(', ')}`,
    }));
  return [...errors, ...missingMembers(verb, step)];
}

function missingMembers(verb: StepVerb, { documents, generate, set }: DataStep): DocumentError[] {
  const isWithoutDocuments = documents === undefined && generate === undefined;
  if (verb === 'add' && isWithoutDocuments)
    return [{ at: '', message: 'must have documents or generate' }];
  if (verb === 'add' && documents && generate !== undefined)
    return [{ at: '/generate', message: 'must not be given together with documents' }];
  if (verb === 'ensure' && !documents) return [{ at: '', message: 'must have documents' }];
  return verb === 'change' && !set ? [{ at: '', message: 'must have set' }] : [];
}
