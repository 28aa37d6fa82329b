import type { TSchema } from '@sinclair/typebox';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats, { type FormatName } from 'ajv-formats';
import type { Contract, RepeatedParameter } from '../contract/contract.js';
import type { FieldError } from '../contract/problem.js';
import { modelsOf } from '../openapi/models.js';
import {
  distinctIssues,
  type Issue,
  issueKey,
  isWithinAny,
  type Location,
  type Position,
  toFieldError,
  toIssue,
} from './issues.js';
import { addKeywords, coerceParameter } from './keywords.js';

/** The parameters of a path or query with their schemas: all, and the lenient ones. */
interface Parameters {
  readonly all: readonly (readonly [name: string, type: string | undefined, property: TSchema])[];
  readonly lenient: readonly (readonly [name: string, property: TSchema])[];
}

/** What the vendor's framework makes of query parameters that are sent several times, and of empty ones. */
type ParameterRules = Pick<Contract, 'repeatedParameter' | 'ignoresEmptyParameters'>;

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
const noTexts: ReadonlyMap<string, string> = new Map();

/**
 * Converts URL parameters to the numbers and booleans that the schema requires, in place. Returns the texts of the numbers
 * that are written differently.
 */
function coerceParameters(
  all: Parameters['all'],
  values: Record<string, unknown>,
  { repeatedParameter, ignoresEmptyParameters }: ParameterRules,
): ReadonlyMap<string, string> {
  let texts: Map<string, string> | undefined;
  for (const [name, type, property] of all) {
    const sent = values[name];
    if (sent === undefined) continue;
    const text = Array.isArray(sent) ? mergeRepeated(sent, property, repeatedParameter) : sent;
    if (text === '' && ignoresEmptyParameters) {
      delete values[name];
      continue;
    }
    const value = coerceParameter(text, type);
    values[name] = value;
    if (typeof value === 'number' && String(value) !== text) {
      texts ??= new Map();
      texts.set(name, String(text));
    }
  }
  return texts ?? noTexts;
}

/** The value of a query parameter that was sent several times. An array is returned unchanged, and fails validation. */
function mergeRepeated(
  values: readonly unknown[],
  { type, enum: allowed }: TSchema,
  rule: RepeatedParameter = 'refused',
): unknown {
  if (rule === 'refused') return values;
  if (rule === 'last') return values.at(-1);
  return type === 'string' && !allowed ? values.join(',') : values[0];
}

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
