import { suggestion } from '../simulator/validation/suggestion.js';

/** Throws a TypeError that names every unknown option, and `required` if it is not a text. */
export function assertOptions(options: object, names: readonly string[], required?: string): void {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const errors = Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => `${name} is not an option${suggestion(name, names)}`);
  if (required !== undefined && typeof given[required] !== 'string')
    errors.push(`${required} is missing`);
  if (errors.length > 0)
    throw new TypeError(`${errors.join('; ')} (the options are ${names.join(', ')})`);
}
