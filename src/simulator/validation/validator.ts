import type { TSchema } from '@sinclair/typebox';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats, { type FormatName } from 'ajv-formats';
import type { Contract } from '../contract/contract.js';
import type { FieldError } from '../contract/problem.js';
import { modelsOf } from '../openapi/models.js';
import { addKeywords } from './keywords.js';
import { describeSchema, errorMessage } from './messages.js';
import { coerceParameters, noTexts, type ParameterRules, type Parameters } from './parameters.js';
import { unknownNameMessage } from './suggestion.js';

type Location = FieldError['in'];

/** A field error as found by Ajv. */
interface Issue extends FieldError {
  /** The name of a missing property, where that is the error. */
  readonly missing?: string;
}

/** The position of a validated value in a request, and the settings of its contract. */
interface Position {
  readonly location: Location;
  /** The JSON pointer of the value. */
  readonly pointer: string;
  readonly settings: object;
  /** The texts of URL parameters whose numbers are written differently. */
  readonly texts: ReadonlyMap<string, string>;
}

const knownFormats: FormatName[] = ['date', 'date-time', 'email', 'password', 'uuid'];

/** Keywords that annotate the document and do not validate. */
const vocabulary = [
  'x-chosen',
  'x-evidence',
  'x-source',
  'x-lenient',
  'x-response-description',
  'example',
];

/**
 * Validates requests against the declared schemas. URL parameters are converted from text ("12" is a number); bodies are
 * validated strictly. Each schema is compiled on first use, because compiling all of them would slow the start down.
 */
export class Validator {
  readonly #models: () => readonly TSchema[];
  readonly #rules: ParameterRules;
  #ajv: Ajv | undefined;
  readonly #compiled = new WeakMap<object, ValidateFunction>();
  readonly #parameters = new WeakMap<object, Parameters>();

  /** `models` returns the schemas that others refer to; it is called on first use. */
  constructor(models: () => readonly TSchema[], rules: ParameterRules = {}) {
    this.#models = models;
    this.#rules = rules;
  }

  /**
   * Returns all errors of a value, or an empty list. Converts URL parameters to the types of the schema, in place.
   * `settings` contains the limits that are settings of the contract.
   */
  validate(
    schema: TSchema,
    value: unknown,
    location: Location,
    settings: Readonly<Record<string, unknown>> = {},
  ): readonly FieldError[] {
    let texts: ReadonlyMap<string, string> = noTexts;
    if (location !== 'body') {
      const { all, lenient } = this.#parametersOf(schema);
      texts = coerceParameters(all, value as Record<string, unknown>, this.#rules);
      if (location === 'path') restoreTexts(texts, value as Record<string, unknown>);
      if (location === 'query')
        this.#dropLenient(lenient, value as Record<string, unknown>, settings);
    }
    const issues = this.#findIssues(schema, value, { location, settings, texts, pointer: '' });
    return issues.length === 0 ? noErrors : distinctIssues(issues).map(toFieldError);
  }

  /** `x-lenient`: drops an invalid parameter, unless the setting that the keyword names is on. */
  #dropLenient(
    lenient: Parameters['lenient'],
    values: Record<string, unknown>,
    settings: Readonly<Record<string, unknown>>,
  ): void {
    for (const [name, property] of lenient) {
      if (values[name] === undefined || settings[String(property['x-lenient'])]) continue;
      if (!this.#compile(property).call(settings as never, values[name])) delete values[name];
    }
  }

  /** The parameters that a path or query schema declares, computed once per schema. */
  #parametersOf(schema: TSchema): Parameters {
    let parameters = this.#parameters.get(schema);
    if (!parameters) {
      const properties = Object.entries<TSchema>(schema.properties ?? {});
      parameters = {
        all: properties.map(([name, property]) => [name, property.type, property]),
        lenient: properties.filter(([, property]) => property['x-lenient']),
      };
      this.#parameters.set(schema, parameters);
    }
    return parameters;
  }

  #findIssues(schema: TSchema, value: unknown, position: Position): readonly Issue[] {
    const validate = this.#compile(schema);
    if (validate.call(position.settings as never, value)) return noIssues;
    const errors = validate.errors ?? [];
    const unions = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
    const unionPaths = new Set(unions.map(({ instancePath }) => instancePath));
    // The errors below a union belong to its branches; `#explainUnion` selects the ones to report.
    const independent = errors.filter(
      ({ keyword, instancePath }) =>
        keyword === 'x-only-one' || !isWithinAny(instancePath, unionPaths),
    );
    return [
      ...independent.map((error) => toIssue(error, position)),
      ...unions.flatMap((error) =>
        this.#explainUnion(error, { ...position, pointer: position.pointer + error.instancePath }),
      ),
    ];
  }

  /**
   * The errors of a value that matches none of several schemas: those that all branches share, and those of the branch with
   * the fewest errors. Where every branch misses a property, the missing ones are named in one message instead.
   */
  #explainUnion(error: ErrorObject, position: Position): Issue[] {
    const { location, pointer } = position;
    const branches: TSchema[] = error.schema as TSchema[];
    // Where several schemas match, `x-only-one` reports it.
    if (error.params.passingSchemas) return [];
    const issues = branches.map((branch) => this.#findIssues(branch, error.data, position));
    const keys = issues.map((list) => new Set(list.map(issueKey)));
    const shared = (issues[0] ?? []).filter((issue) => {
      const key = issueKey(issue);
      return keys.every((set) => set.has(key));
    });
    const sharedKeys = new Set(shared.map(issueKey));
    const specific = issues.map((list) => list.filter((issue) => !sharedKeys.has(issueKey(issue))));
    const missing = specific.map((list) => list.filter((issue) => issue.missing));
    const complete = specific.filter((_, index) => missing[index]?.length === 0);
    if (complete.length > 0) {
      const nearest = complete.reduce((best, list) => (list.length < best.length ? list : best));
      return [...shared, ...nearest];
    }
    const names = missing.map((list) => list.map((issue) => issue.missing).join(' with '));
    const message = `must have ${names.join(' or ')}`;
    return [...shared, { in: location, at: pointer, message }];
  }

  #compile(schema: TSchema): ValidateFunction {
    let compiled = this.#compiled.get(schema);
    if (!compiled) {
      this.#ajv ??= createAjv(this.#models());
      compiled = this.#ajv.compile(schema);
      this.#compiled.set(schema, compiled);
    }
    return compiled;
  }
}

const noIssues: readonly Issue[] = [];
const noErrors: readonly FieldError[] = [];

/** Makes the numbers of a path that cannot be represented text again: no resource has them, and a message quotes them. */
function restoreTexts(texts: ReadonlyMap<string, string>, values: Record<string, unknown>): void {
  for (const [name, text] of texts) if (!Number.isSafeInteger(values[name])) values[name] = text;
}

const validators = new WeakMap<object, Validator>();

/** The validator of a contract. All servers of a process share it, so that each schema is compiled once. */
export function validatorOf(contract: Contract): Validator {
  const validator =
    validators.get(contract.operations) ?? new Validator(() => modelsOf(contract), contract);
  validators.set(contract.operations, validator);
  return validator;
}

function createAjv(models: readonly TSchema[]): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    discriminator: false,
    strictTuples: false,
    // The branch of a union inherits the type of its parent, but is compiled alone to explain an error.
    strictTypes: false,
    addUsedSchema: false,
    passContext: true,
    // Validating our own schemas against the JSON Schema metaschema would dominate the start time.
    validateSchema: false,
  });
  formats.default(ajv, knownFormats);
  ajv.addVocabulary(vocabulary);
  addKeywords(ajv);
  for (const model of models) ajv.addSchema(model);
  return ajv;
}

function toIssue(error: ErrorObject, { location, pointer, texts }: Position): Issue {
  const path = pointer + error.instancePath;
  if (error.keyword === 'required') {
    const name: string = error.params.missingProperty;
    const property = (error.parentSchema as TSchema).properties?.[name] ?? {};
    const message = `is missing; it must be ${describeSchema(property)}`;
    return {
      in: location,
      at: fieldPath(location, `${path}/${escapePointer(name)}`),
      message,
      missing: name,
    };
  }
  if (error.keyword === 'additionalProperties') {
    const name: string = error.params.additionalProperty;
    const declared = Object.keys((error.parentSchema as TSchema).properties ?? {});
    const message = unknownNameMessage(name, declared);
    return { in: location, at: fieldPath(location, `${path}/${escapePointer(name)}`), message };
  }
  const at = fieldPath(location, path);
  return { in: location, at, message: errorMessage(error, location, texts.get(at)) };
}

/** The path of a field in an error: the name of a parameter, or the JSON pointer in a body. */
function fieldPath(location: Location, pointer: string): string {
  return location === 'body'
    ? pointer
    : pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Whether a path is one of the given paths or below one. Looks each ancestor up, because both numbers grow with the body. */
function isWithinAny(path: string, outer: ReadonlySet<string>): boolean {
  if (outer.size === 0) return false;
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (outer.has(path.slice(0, end))) return true;
  }
  return outer.has('');
}

function toFieldError(issue: Issue): FieldError {
  if (issue.missing === undefined) return issue;
  const { missing: _, ...fieldError } = issue;
  return fieldError;
}

/** Issues with equal keys are the same. */
function issueKey({ at, message }: Issue): string {
  return `${at}\n${message}`;
}

/** The first of each group of equal issues. */
function distinctIssues(issues: readonly Issue[]): Issue[] {
  const byKey = new Map<string, Issue>();
  for (const issue of issues) {
    const key = issueKey(issue);
    if (!byKey.has(key)) byKey.set(key, issue);
  }
  return [...byKey.values()];
}
