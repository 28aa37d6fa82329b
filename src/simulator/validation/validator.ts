import type { TSchema } from '@sinclair/typebox';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats, { type FormatName } from 'ajv-formats';
import type { Contract } from '../contract/contract.js';
import type { FieldError } from '../contract/problem.js';
import { modelsOf } from '../openapi/models.js';
import { addKeywords, coerceParameter } from './keywords.js';
import { describeSchema, errorMessage } from './messages.js';

type Location = FieldError['in'];

/** A fault that may be no more than something left out. */
interface Issue extends FieldError {
  readonly missing?: string;
}

/** Where a value stands, and the settings that hold there. */
interface Where {
  readonly place: Location;
  /** The JSON pointer so far. */
  readonly at: string;
  readonly settings: object;
}

/** The parts of a path or query: the type of each, and those whose misfits may be dropped. */
interface Parts {
  readonly types: readonly (readonly [name: string, type: string | undefined])[];
  readonly lenient: readonly (readonly [name: string, property: TSchema])[];
}

/** More faults than this are counted, not listed. */
const mostFaults = 100;

const knownFormats: FormatName[] = ['date', 'date-time', 'email', 'uuid'];

/** Words that schemas carry for readers of the document. */
const vocabulary = [
  'x-chosen',
  'x-evidence',
  'x-source',
  'x-lenient',
  'x-response-description',
  'example',
];

/**
 * Holds what callers send against the declared schemas. Parts of a URL are text and read leniently ("12" is a
 * number); bodies are read strictly. Schemas are compiled when they are first needed, and until then nothing is made.
 */
export class Validator {
  readonly #models: () => readonly TSchema[];
  #ajv: Ajv | undefined;
  readonly #compiled = new WeakMap<object, ValidateFunction>();
  readonly #parts = new WeakMap<object, Parts>();

  /** `models` are what the schemas refer to. */
  constructor(models: () => readonly TSchema[]) {
    this.#models = models;
  }

  /**
   * Every fault of a value; none when it may pass. Text of URLs is turned into what the schema says, in place.
   * Limits that are settings of the contract are looked up in `settings`.
   */
  validate(
    schema: TSchema,
    value: unknown,
    place: Location,
    settings: Readonly<Record<string, unknown>> = {},
  ): FieldError[] {
    if (place !== 'body') {
      const { types, lenient } = this.#partsOf(schema);
      coerceParameters(types, value as Record<string, unknown>);
      if (place === 'query') this.#dropLenient(lenient, value as Record<string, unknown>, settings);
    }
    const all = this.#findings(schema, value, { place, settings, at: '' });
    if (all.length === 0) return all;
    const found = all.filter(
      (fieldError, index) => all.findIndex(isSameIssue(fieldError)) === index,
    );
    const listed = found.slice(0, mostFaults).map(({ missing: _, ...fieldError }) => fieldError);
    if (found.length > mostFaults) {
      listed.push({ in: place, at: '', message: `has ${found.length - mostFaults} more faults` });
    }
    return listed;
  }

  /** `x-lenient`: a parameter that does not fit counts as not sent, unless the setting that it names is on. */
  #dropLenient(
    lenient: Parts['lenient'],
    values: Record<string, unknown>,
    settings: Readonly<Record<string, unknown>>,
  ): void {
    for (const [name, property] of lenient) {
      if (values[name] === undefined || settings[String(property['x-lenient'])]) continue;
      if (!this.#compile(property).call(settings as never, values[name])) delete values[name];
    }
  }

  /** What is to be known of the parts of a path or query before they are looked at, worked out once. */
  #partsOf(schema: TSchema): Parts {
    let parts = this.#parts.get(schema);
    if (!parts) {
      const all = Object.entries<TSchema>(schema.properties ?? {});
      parts = {
        types: all.map(([name, { type }]) => [name, type]),
        lenient: all.filter(([, property]) => property['x-lenient']),
      };
      this.#parts.set(schema, parts);
    }
    return parts;
  }

  #findings(schema: TSchema, value: unknown, where: Where): Issue[] {
    const validate = this.#compile(schema);
    if (validate.call(where.settings as never, value)) return [];
    const errors = validate.errors ?? [];
    const choices = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
    const plain = errors.filter(
      ({ keyword, instancePath }) =>
        keyword === 'x-only-one' ||
        !choices.some((choice) => isWithin(instancePath, choice.instancePath)),
    );
    return [
      ...plain.map((error) => finding(error, where)),
      ...choices.flatMap((error) =>
        this.#explainUnion(error, { ...where, at: where.at + error.instancePath }),
      ),
    ];
  }

  /** The faults of a value that fits none of several schemas, or fits more than one. */
  #explainUnion(error: ErrorObject, where: Where): Issue[] {
    const { place, at } = where;
    const branches: TSchema[] = error.schema as TSchema[];
    // More than one of them fits: x-only-one says so.
    if (error.params.passingSchemas) return [];
    const found = branches.map((branch) => this.#findings(branch, error.data, where));
    const shared = (found[0] ?? []).filter((fieldError) =>
      found.every((list) => list.some(isSameIssue(fieldError))),
    );
    const rest = found.map((list) =>
      list.filter((fieldError) => !shared.some(isSameIssue(fieldError))),
    );
    const missing = rest.map((list) => list.filter((fieldError) => fieldError.missing));
    const complete = rest.filter((_, index) => missing[index]?.length === 0);
    if (complete.length > 0) {
      const nearest = complete.reduce((best, list) => (list.length < best.length ? list : best));
      return [...shared, ...nearest];
    }
    const names = missing.map((list) =>
      list.map((fieldError) => fieldError.missing).join(' with '),
    );
    return [...shared, { in: place, at, message: `must have ${names.join(' or ')}` }];
  }

  #compile(schema: TSchema): ValidateFunction {
    let compiled = this.#compiled.get(schema);
    if (!compiled) {
      this.#ajv ??= ajv(this.#models());
      compiled = this.#ajv.compile(schema);
      this.#compiled.set(schema, compiled);
    }
    return compiled;
  }
}

const shared = new WeakMap<object, Validator>();

/** The validation of a contract. All servers of a process share it, so that no schema is compiled twice. */
export function validatorOf(contract: Contract): Validator {
  const found = shared.get(contract.operations) ?? new Validator(() => modelsOf(contract));
  shared.set(contract.operations, found);
  return found;
}

/** Turns the text of a URL into the numbers and booleans that the schema asks for; what is none stays text. */
function coerceParameters(types: Parts['types'], values: Record<string, unknown>): void {
  for (const [name, type] of types) {
    const text = values[name];
    if (text !== undefined) values[name] = coerceParameter(text, type);
  }
}

function ajv(models: readonly TSchema[]): Ajv {
  const made = new Ajv({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    discriminator: false,
    strictTuples: false,
    addUsedSchema: false,
    passContext: true,
    // They are ours; to hold them against JSON Schema's own schema takes longer than all else that a start does.
    validateSchema: false,
  });
  formats.default(made, knownFormats);
  made.addVocabulary(vocabulary);
  addKeywords(made);
  for (const model of models) made.addSchema(model);
  return made;
}

function finding(error: ErrorObject, { place, at }: Where): Issue {
  const inside = at + error.instancePath;
  if (error.keyword === 'required') {
    const name: string = error.params.missingProperty;
    const wanted = (error.parentSchema as TSchema).properties?.[name] ?? {};
    const message = `is missing; it must be ${describeSchema(wanted)}`;
    return {
      in: place,
      at: fieldPath(place, `${inside}/${escaped(name)}`),
      message,
      missing: name,
    };
  }
  if (error.keyword === 'additionalProperties') {
    const name: string = error.params.additionalProperty;
    const known = Object.keys((error.parentSchema as TSchema).properties ?? {}).join(', ');
    const message = `is not known; there are ${known}`;
    return { in: place, at: fieldPath(place, `${inside}/${escaped(name)}`), message };
  }
  return { in: place, at: fieldPath(place, inside), message: errorMessage(error, place) };
}

/** A parameter is named as it is, a place in a body by its JSON pointer. */
function fieldPath(place: Location, pointer: string): string {
  return place === 'body' ? pointer : pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`);
}

function isSameIssue(one: Issue): (other: Issue) => boolean {
  return (other) => other.at === one.at && other.message === one.message;
}
