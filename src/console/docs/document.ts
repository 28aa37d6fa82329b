import type { Settings } from '../../control/docs/settings.js';

interface OpenapiDocument {
  readonly servers?: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
  info: { description?: string };
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  /** The body of a GET, which OpenAPI and browsers do not support. */
  readonly 'x-get-body'?: Schema;
  description?: string;
}

interface Parameter {
  readonly required?: boolean;
  readonly schema?: Schema;
  description?: string;
  example?: unknown;
  examples?: Readonly<Record<string, { readonly value?: unknown }>>;
}

interface Schema {
  readonly $ref?: string;
  readonly default?: unknown;
  example?: unknown;
  examples?: readonly unknown[];
}

/** Adapts the published document to Swagger UI, which fills in examples and cannot send a body with GET. */
export function adaptDocument(text: string, settings: Settings): string {
  const openapi = JSON.parse(text, (key, value) =>
    settings.isControlPlane ? replaceDefaultSandbox(key, value, settings.sandbox) : value,
  ) as OpenapiDocument;
  openapi.info.description = foldDetails(openapi.info.description ?? '');
  for (const [path, operations] of Object.entries(openapi.paths))
    for (const operation of Object.values(operations)) {
      for (const parameter of operation.parameters ?? []) describeExample(parameter);
      describeGetBody(operation, path, openapi);
    }
  return JSON.stringify(openapi);
}

/** Replaces the sandbox `default` of the examples by that of the page, so that no operation is tried on another one. */
function replaceDefaultSandbox(key: string, value: unknown, sandbox: string): unknown {
  const replace = (example: unknown) => (example === 'default' ? sandbox : example);
  if (key === 'example') return replace(value);
  return key === 'examples' && Array.isArray(value) ? value.map(replace) : value;
}

/** Moves the example of an optional parameter to its description, because Swagger UI would send it. */
function describeExample(parameter: Parameter): void {
  if (parameter.required) return;
  const { schema = {}, description = '' } = parameter;
  const [named] = Object.values(parameter.examples ?? {});
  const example =
    parameter.example ?? named?.value ?? schema.example ?? schema.examples?.[0] ?? undefined;
  for (const holder of [parameter, schema]) {
    delete holder.example;
    delete holder.examples;
  }
  if (example === undefined || example === schema.default) return;
  const text = typeof example === 'string' ? example : JSON.stringify(example);
  const sentence = description.replace(/[^.!?]$/, '$&.');
  parameter.description = `${sentence} Example: \`${text}\``.trim();
}

/** Adds a cURL command to the description of a GET with a body. */
function describeGetBody(operation: Operation, path: string, openapi: OpenapiDocument): void {
  const schema = operation['x-get-body'];
  if (!schema) return;
  const name = schema.$ref?.split('/').at(-1) ?? '';
  const { example, examples } = openapi.components?.schemas?.[name] ?? schema;
  const body = JSON.stringify(example ?? examples?.[0] ?? {});
  const url = new URL(`${openapi.servers?.[0]?.url ?? ''}${path}`, location.href);
  const command = [
    `curl -X GET '${url}' \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${body.replaceAll("'", "'\\''")}'`,
  ].join('\n');
  const description = operation.description ?? '';
  operation.description = `${description}\n\nThis page cannot send it either. Run it in a shell:\n\n\`\`\`\n${command}\n\`\`\``;
}

/** Folds what is the same in every document: sandboxes, refusals of the server itself, and the OpenAPI extensions. */
function foldDetails(description: string): string {
  const [summary = '', ...details] = description.split('\n\n');
  if (details.length === 0) return description;
  return `${summary}\n\n<details><summary>Sandboxes, refusals and extensions</summary>\n\n${details.join('\n\n')}\n\n</details>`;
}
