import type { TSchema } from '@sinclair/typebox';
import type { ErrorObject } from 'ajv';
import type { FieldError } from '../contract/problem.js';
import { escapeSegment, unescapeSegment } from '../data/pointers.js';
import { describeSchema, errorMessage } from './messages.js';
import { unknownNameMessage } from './suggestion.js';

/** Where a validated value stands in a request. */
export type Location = FieldError['in'];

/** A field error as found by Ajv. */
export interface Issue extends FieldError {
  /** The name of a missing property, where that is the error. */
  readonly missing?: string;
}

/** The position of a validated value in a request, and the settings of its contract. */
export interface Position {
  readonly location: Location;
  /** The JSON pointer of the value. */
  readonly pointer: string;
  readonly settings: object;
  /** The texts of URL parameters whose numbers are written differently. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Describes an error of Ajv at the position of the validated value. */
export function toIssue(error: ErrorObject, { location, pointer, texts }: Position): Issue {
  const path = pointer + error.instancePath;
  if (error.keyword === 'required') {
    const name: string = error.params.missingProperty;
    const property = (error.parentSchema as TSchema).properties?.[name] ?? {};
    const message = `is missing; it must be ${describeSchema(property)}`;
    return {
      in: location,
      at: fieldPath(location, `${path}/${escapeSegment(name)}`),
      message,
      missing: name,
    };
  }
  if (error.keyword === 'additionalProperties') {
    const name: string = error.params.additionalProperty;
    const declared = Object.keys((error.parentSchema as TSchema).properties ?? {});
    const message = unknownNameMessage(name, declared);
    return { in: location, at: fieldPath(location, `${path}/${escapeSegment(name)}`), message };
  }
  const at = fieldPath(location, path);
  return { in: location, at, message: errorMessage(error, location, texts.get(at)) };
}

/** The path of a field in an error: the name of a parameter, or the JSON pointer in a body. */
function fieldPath(location: Location, pointer: string): string {
  return location === 'body' ? pointer : unescapeSegment(pointer.slice(1));
}

/** Whether a path is one of the given paths or below one. Looks each ancestor up, because both numbers grow with the body. */
export function isWithinAny(path: string, outer: ReadonlySet<string>): boolean {
  if (outer.size === 0) return false;
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (outer.has(path.slice(0, end))) return true;
  }
  return outer.has('');
}

/** What a response says of an issue. */
export function toFieldError(issue: Issue): FieldError {
  if (issue.missing === undefined) return issue;
  const { missing: _, ...fieldError } = issue;
  return fieldError;
}

/** Issues with equal keys are the same. */
export function issueKey({ at, message }: Issue): string {
  return `${at}\n${message}`;
}

/** The first of each group of equal issues. */
export function distinctIssues(issues: readonly Issue[]): Issue[] {
  const byKey = new Map<string, Issue>();
  for (const issue of issues) {
    const key = issueKey(issue);
    if (!byKey.has(key)) byKey.set(key, issue);
  }
  return [...byKey.values()];
}
