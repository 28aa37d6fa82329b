import type { Document, DocumentSchema } from '../../state/operations.js';
import type { OperationAccess } from './verdicts.js';

/** A request as a user edits it. */
export interface ExampleRequest {
  /** The path below the mount, with the query. */
  readonly path: string;
  /** The body as JSON; undefined for none. */
  readonly body: string | undefined;
  /** Whether the body is a form or a file, which the console does not send. */
  readonly isUpload: boolean;
}

/** A request to an operation with the examples that its document has. `values` are used in place of examples of parameters. */
export function exampleRequest(
  document: Document,
  { method, operationId, path }: OperationAccess,
  values: Readonly<Record<string, string | undefined>>,
): ExampleRequest {
  const item = Object.values(document.paths).find(
    (each) => each[method.toLowerCase()]?.operationId === operationId,
  );
  const { parameters = [], requestBody } = item?.[method.toLowerCase()] ?? {};
  const textOf = (parameter: (typeof parameters)[number]) =>
    values[parameter.name] ??
    String(parameter.example ?? exampleOf(document, parameter.schema) ?? '');
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const parameter = parameters.find((each) => each.in === 'path' && each.name === name);
    return encodeURIComponent(parameter ? textOf(parameter) : '');
  });
  const required = parameters.filter((each) => each.in === 'query' && each.required);
  const query = new URLSearchParams(required.map((each) => [each.name, textOf(each)])).toString();
  const content = requestBody?.content ?? {};
  const json = content['application/json'];
  const [first] = Object.values(json?.examples ?? {});
  const body = json && (json.example ?? first?.value ?? exampleOf(document, json.schema) ?? {});
  return {
    path: `${filled}${query && `?${query}`}`,
    body: body === undefined ? undefined : JSON.stringify(body, null, 2),
    isUpload: requestBody !== undefined && json === undefined,
  };
}

/** The example of a schema, or of the model that it refers to. */
function exampleOf({ components }: Document, schema: DocumentSchema | undefined): unknown {
  const name = schema?.$ref?.split('/').at(-1);
  const model = name === undefined ? schema : components?.schemas?.[name];
  return model?.example ?? model?.examples?.[0] ?? model?.default ?? model?.enum?.[0];
}
