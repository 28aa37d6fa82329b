import type { TObject, TSchema } from '@sinclair/typebox';
import type { Contract } from '../../src/simulator/contract/contract.js';
import type { Operation } from '../../src/simulator/contract/operation.js';
import { modelsOf } from '../../src/simulator/openapi/models.js';

/** Builds a request from the examples that an operation's schema publishes. */
export function example(contract: Contract, operation: Operation, corpId = 'NORTHSTAR-ISD') {
  const { params, querystring, body } = operation.schema;
  const { acceptsFile } = operation.config;
  const inPath: Record<string, unknown> = { ...examples(params), corpId };
  const path = operation.url.replace(/:(\w+)/g, (_, name) =>
    encodeURIComponent(String(inPath[name])),
  );
  const inQuery = Object.entries(examples(querystring)).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  const query = inQuery.length > 0 ? `?${new URLSearchParams(inQuery)}` : '';
  return {
    url: `${contract.mount}${path}${query}`,
    body: acceptsFile
      ? new FileFormBody(acceptsFile.part, 'Example', { name: 'example-1.0.apk' })
      : body && exampleOf(model(contract, body)),
  };
}

/** The properties of an operation's body, by name. */
export function bodyProperties(contract: Contract, { schema }: Operation): Record<string, TSchema> {
  return (schema.body && model(contract, schema.body).properties) ?? {};
}

/** Resolves a reference to a model; other schemas are returned as they are. */
function model(contract: Contract, schema: TSchema): TSchema {
  const [id] = String(schema.$ref ?? '').split('#');
  return modelsOf(contract).find(({ $id }) => $id && $id === id) ?? schema;
}

/** Examples of the required properties. */
function examples(schema: TObject | undefined): Record<string, unknown> {
  const { properties = {}, required = [] } = schema ?? {};
  return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name] as TSchema)]));
}

function exampleOf(schema: TSchema): unknown {
  return (
    schema.examples?.[0] ??
    schema.enum?.[0] ??
    (schema.type === 'array' ? [] : schema.type === 'object' ? {} : 'any')
  );
}

/** A body that is a multipart form with one file. Test clients send it with its Content-Type. */
export class FileFormBody {
  readonly contentType: string;
  readonly bytes: Buffer;

  constructor(
    part: string,
    content: Buffer | string,
    {
      name = 'file.bin',
      type = 'application/octet-stream',
      boundary = 'boundary-of-the-form',
    }: { name?: string; type?: string; boundary?: string } = {},
  ) {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${part}"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`;
    this.contentType = `multipart/form-data; boundary=${boundary}`;
    this.bytes = Buffer.concat([
      Buffer.from(head),
      Buffer.from(content),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
  }
}
