import type { TSchema } from '@sinclair/typebox';
import { exampleValues, resolveModel } from '../../src/simulator/collections/example-values.js';
import { type FileFormOptions, fileForm } from '../../src/simulator/collections/file-form.js';
import type { Contract } from '../../src/simulator/contract/contract.js';
import type { Operation } from '../../src/simulator/contract/operation.js';

/** Builds a request from the examples that an operation's schema publishes. */
export function example(contract: Contract, operation: Operation, corpId = 'NORTHSTAR-ISD') {
  const { acceptsFile } = operation.config;
  const { params, query, body } = exampleValues(contract, operation, { corpId });
  const inPath = new Map(params.map(({ name, value }) => [name, value]));
  const path = operation.url.replace(/:(\w+)/g, (_, name) =>
    encodeURIComponent(String(inPath.get(name))),
  );
  const inQuery = query
    .filter(({ isRequired }) => isRequired)
    .map(({ name, value }): [string, string] => [name, value]);
  const search = inQuery.length > 0 ? `?${new URLSearchParams(inQuery)}` : '';
  return {
    url: `${contract.mount}${path}${search}`,
    body: acceptsFile
      ? new FileFormBody(acceptsFile.part, 'Example', { name: 'example-1.0.apk' })
      : body,
  };
}

/** The properties of an operation's body, by name. */
export function bodyProperties(contract: Contract, { schema }: Operation): Record<string, TSchema> {
  return (schema.body && resolveModel(contract, schema.body).properties) ?? {};
}

/** A body that is a multipart form with one file. Test clients send it with its Content-Type. */
export class FileFormBody {
  readonly contentType: string;
  readonly bytes: Buffer;

  constructor(part: string, content: Buffer | string, options?: FileFormOptions) {
    const { contentType, bytes } = fileForm(part, content, options);
    this.contentType = contentType;
    this.bytes = bytes;
  }
}
