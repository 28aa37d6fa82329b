/** A schema in the notation of the fixture: a line for a value, the name of a model, or the fields of an object. */
export type Note = string | null | { readonly [name: string]: Note };

/** A JSON schema of the published document. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly [keyword: string]: unknown;
}

export interface PublishedDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, PublishedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

export interface PublishedOperation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content>>;
}

/** An operation in the notation of the fixture. */
export interface OperationNotes {
  readonly operationId: string;
  readonly path?: Readonly<Record<string, Note>>;
  readonly query?: Readonly<Record<string, Note>>;
  readonly formData?: Readonly<Record<string, Note>>;
  readonly body?: Note;
  readonly isBodyOptional?: true;
  readonly responses: Readonly<Record<string, Note>>;
}

const limits = ['minLength', 'maxLength', 'minimum', 'maximum'] as const;

/** Writes a schema of the published document in the notation. References stay names. */
export function noteOf(schema: Schema): Note {
  if (schema.$ref) return String(schema.$ref.split('/').at(-1));
  const types = [schema.type ?? schema.anyOf?.[0]?.type ?? 'object'].flat();
  const isNullable = types.includes('null');
  const type = String(types.find((each) => each !== 'null'));
  const ends = isNullable ? ' null' : '';
  if (type === 'array') {
    const items = noteOf(schema.items ?? {});
    const counts = ['minItems', 'maxItems'].filter((each) => schema[each] !== undefined);
    const texts = counts.map((each) => ` ${each}=${schema[each]}`);
    return typeof items === 'string' ? `[${items}]${texts.join('')}${ends}` : { '[]': items };
  }
  if (type === 'object' && schema.properties) {
    const entries = Object.entries(schema.properties);
    return Object.fromEntries(
      entries.map(([name, each]) => [
        schema.required?.includes(name) ? `${name}*` : name,
        noteOf(each),
      ]),
    );
  }
  const format = schema.format ?? schema.anyOf?.find((each) => each.format)?.format;
  const values = schema.enum?.filter((each) => each !== null);
  const parts = [
    type,
    format && `format=${format}`,
    ...limits.map((each) => schema[each] !== undefined && `${each}=${schema[each]}`),
    values && `enum=${values.join('|')}`,
  ];
  return `${parts.filter(Boolean).join(' ')}${ends}`;
}

/** Writes an operation of the published document in the notation. A form that also has JSON is compared as the form. */
export function operationNotes(operation: PublishedOperation): OperationNotes {
  const { operationId, parameters = [], requestBody, responses } = operation;
  const parametersIn = (place: string) =>
    Object.fromEntries(
      parameters
        .filter((each) => each.in === place)
        .map(({ name, required, schema }) => [required ? `${name}*` : name, noteOf(schema)]),
    );
  const form = requestBody?.content?.['multipart/form-data']?.schema;
  const body = requestBody?.content?.['application/json']?.schema;
  return {
    operationId,
    path: parametersIn('path'),
    query: parametersIn('query'),
    ...(form && { formData: noteOf(form) as Record<string, Note> }),
    ...(body && !form && { body: noteOf(body) }),
    ...(requestBody?.required === false && { isBodyOptional: true }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, { content = {} }]) => {
        const schema = (content['application/json'] ?? Object.values(content)[0])?.schema;
        return [status, schema ? noteOf(schema) : null];
      }),
    ),
  };
}

/** A line without what the comparison leaves out: `readOnly`, the size of integers and limits that limit nothing. Formats get their names in OpenAPI. */
export function normalized(line: string): string {
  return line
    .replaceAll(' readOnly', '')
    .replaceAll(/ format=int(32|64)| minItems=0/g, '')
    .replaceAll('format=url', 'format=uri')
    .replaceAll('format=datetime', 'format=date-time')
    .replaceAll('format=binary', 'format=file')
    .replaceAll(/enum=([^\]\n]*?)( null)?(?=\]|$)/g, (_, values: string, ends = '') => {
      return `enum=${values.split('|').sort().join('|')}${ends}`;
    });
}
