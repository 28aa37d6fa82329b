import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { TSchema } from '@sinclair/typebox';
import type { RouteOptions } from 'fastify';
import { ref } from '../../../schemas/annotations.js';
import type { Access } from '../contract/access.js';
import { type Contract, dialectAt } from '../contract/contract.js';
import type { MediaResponse, MultipartForm, Operation } from '../contract/operation.js';
import { problemDetails } from '../contract/problem-details.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation that a documented route belongs to. */
    operation?: Operation;
  }
}

const formMedia = 'application/x-www-form-urlencoded';

/** Descriptions of the error responses that any operation may send. */
const problemDescriptions: Record<number, string> = {
  400: 'The path, the query or the body is invalid; the response lists every error.',
  401: 'The token is missing, invalid or expired, or its user has no access.',
  403: 'The scope or role of the token, or the kind of account, does not allow this.',
  404: 'The requested resource does not exist.',
  409: 'The request conflicts with the current state.',
  413: 'The body is larger than 1 MiB.',
  503: 'No sandbox can be created, because the limit is reached and all are in use.',
  415: 'The body was not sent as application/json.',
  500: 'Understudy has an internal error.',
  501: 'The vendor documents this operation, but Understudy does not simulate it yet.',
};

/** How a request selects its sandbox. */
const sandboxes =
  'Every request is routed to a sandbox, an isolated world. The path prefix `/~NAME`, the host `NAME.localhost`, the header `x-sandbox: NAME` or a token that was issued for a sandbox selects it; otherwise it is `default`. The response header `x-sandbox` contains its name.';

/** The responses of Understudy that no operation of a vendor declares, because the vendor does not send them. */
const ownRefusals =
  'Before a request reaches the API, Understudy may refuse it with a body of its own, `application/problem+json` (RFC 9457): 400 for an invalid sandbox name, for a token that was issued for another sandbox and for malformed HTTP, 404 for an unknown sandbox that the server does not create, 503 when it can create no more. The operations declare only the errors of the API itself.';

/** Explains the OpenAPI extensions in a document. */
const legend = `Extensions (keywords that begin with \`x-\`):

- \`x-evidence\`: the origin of a statement: \`documented\` by the vendor, \`observed\` in public client code, or \`inferred\`, which is Understudy's choice; \`x-source\`: the page with the statement
- \`x-chosen\`: parts of a documented schema that Understudy chose: limits, null, required properties
- \`x-scopes\`: scopes that the vendor allows or denies; \`x-scopes-chosen\`: scopes that Understudy denies and the vendor does not mention; \`x-conditions\`: further rules about the account or the request
- \`x-cli\`, \`x-mcp\`: what the vendor calls the operation in its command-line program and in its MCP server
- \`x-effect\`: read, change or destroy; \`x-simulated\`: false for operations that respond with 501; \`x-get-body\`: the schema of the JSON body that a GET requires, which OpenAPI does not support
- \`x-list\`: the string is a comma-separated list whose parts match this schema; \`x-any-case\`: upper and lower case are accepted; \`x-assume-utc\`: a time without an offset is accepted, and is one of UTC; \`x-at-least-one\`: at least one of these properties is required; \`x-only-one\`: at most one of these properties is allowed; \`x-lenient\`: an invalid value is ignored (with the name of a setting: unless that setting is on)`;

/** The options with which @fastify/swagger builds the OpenAPI document of a contract. */
export function documentOptions(contract: Contract): FastifyDynamicSwaggerOptions {
  const notes = contract.dialect === problemDetails ? [sandboxes] : [sandboxes, ownRefusals];
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: contract.title,
        version: contract.version,
        description: [contract.description, ...notes, legend].join('\n\n'),
        contact: { name: 'Understudy', url: 'https://www.npmjs.com/package/api-understudy' },
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as { name: string },
      },
      servers: [{ url: contract.mount, description: 'On the origin where Understudy runs' }],
      tags: [...contract.tags],
      components: { securitySchemes: contract.identity.schemes as Record<string, never> },
      externalDocs: { url: contract.home, description: "The vendor's documentation" },
    },
    stripBasePath: true,
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `def-${index}`),
    },
    transform: ({ schema, url, route }) => ({
      schema: documentOperation(contract, schema as Record<string, unknown>, route),
      url,
    }),
  };
}

function documentOperation(
  contract: Contract,
  schema: Record<string, unknown>,
  route: RouteOptions,
) {
  const operation = route.config?.operation;
  if (!operation) return schema;
  const { access, evidence, effect, tools } = operation.config;
  const { acceptsForm, acceptsBinary, acceptsMultipart, acceptsFile } = operation.config;
  const [scheme = ''] = Object.keys(contract.identity.schemes);
  const { body } = operation.schema;
  return {
    ...schema,
    ...(schema.querystring ? { querystring: toPublishedSchema(schema.querystring, contract) } : {}),
    summary: operation.handler ? schema.summary : `${schema.summary} (not simulated)`,
    description: describe(contract, operation),
    ...(acceptsForm && { consumes: ['application/json', formMedia] }),
    ...(acceptsBinary && { consumes: [acceptsBinary.type] }),
    ...(acceptsFile && { consumes: acceptsFile.types }),
    ...(acceptsMultipart && body && { body: multipartBody(body, acceptsMultipart) }),
    security: contract.identity.isOptional ? [{ [scheme]: [] }, {}] : security(access, scheme),
    response: responses(contract, operation),
    ...(evidence && { 'x-evidence': evidence.kind, 'x-source': evidence.source }),
    ...(tools?.cli && { 'x-cli': tools.cli }),
    ...(tools?.mcp && { 'x-mcp': tools.mcp }),
    'x-effect': effect,
    'x-simulated': operation.handler !== undefined,
    ...(operation.method === 'GET' && body && { 'x-get-body': localReference(body) }),
    ...scopes(access),
  };
}

/** A body that is JSON, or a multipart form with the JSON and files. */
function multipartBody(body: TSchema, { model, files }: MultipartForm) {
  const file = { type: 'string', format: 'binary' };
  const form = {
    type: 'object',
    required: [model],
    properties: { [model]: body, ...Object.fromEntries(files.map((name) => [name, file])) },
  };
  return {
    content: { 'application/json': { schema: body }, 'multipart/form-data': { schema: form } },
  };
}

/** A reference to a model as it is in the published document. @fastify/swagger does not resolve those of extensions. */
function localReference({ $ref }: TSchema): object {
  return { $ref: `#/components/schemas/${String($ref).replace('#', '')}` };
}

/** A schema as published: a limit that is a setting has its default value, a comma-separated list has a pattern. */
export function toPublishedSchema(schema: unknown, contract: Pick<Contract, 'settings'>): unknown {
  if (Array.isArray(schema)) return schema.map((each) => toPublishedSchema(each, contract));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { 'x-maximum-setting': setting, ...rest } = schema as Record<string, unknown>;
  const entries = Object.entries(rest).map(([name, part]) => [
    name,
    toPublishedSchema(part, contract),
  ]);
  const limit = rest.type === 'string' ? 'maxLength' : 'maximum';
  const list = rest['x-list'] as { enum?: readonly string[] } | undefined;
  return {
    ...Object.fromEntries(entries),
    ...(setting ? { [limit]: contract.settings.properties[String(setting)]?.default } : {}),
    ...(list && { pattern: listPattern(list) }),
  };
}

function listPattern({ enum: values }: { enum?: readonly string[] }): string {
  const part = values ? `(${values.join('|')})` : '\\d+';
  return `^${part}(,${part})*$`;
}

/** The security requirements of an operation: one of the allowed scopes, or any token. */
function security(access: Access, first: string): Record<string, string[]>[] {
  const { open, allow, scheme = first } = access;
  if (open) return [];
  return allow ? allow.map((scope) => ({ [scheme]: [scope] })) : [{ [scheme]: [] }];
}

function scopes({ open, allow, deny, inferredDeny, conditions }: Access) {
  return {
    ...(open ? {} : { 'x-scopes': { ...(allow && { allow }), ...(deny && { deny }) } }),
    ...(inferredDeny && { 'x-scopes-chosen': { deny: inferredDeny, 'x-evidence': 'inferred' } }),
    ...(conditions.length > 0 && {
      'x-conditions': conditions.map(({ name, rule, evidence }) => ({
        name,
        rule,
        'x-evidence': evidence,
      })),
    }),
  };
}

function describe(contract: Contract, { schema, config, handler }: Operation): string {
  return [
    schema.description ?? `${schema.summary}.`,
    ...accessRules(contract, config.access),
    ...(handler ? [] : ['Not simulated yet: Understudy responds with 501.']),
  ].join(' ');
}

/** Who may call an operation, as sentences; none where every caller may. */
export function accessRules(
  { identity: { scopeNoun = 'scope' } }: Pick<Contract, 'identity'>,
  { allow, deny, inferredDeny, conditions }: Access,
): string[] {
  return [
    ...(allow ? [`Only for ${scopeNoun} ${allow.join(', ')}.`] : []),
    ...(deny ? [`Not for ${scopeNoun} ${deny.join(', ')}.`] : []),
    ...(inferredDeny
      ? [`Not for ${scopeNoun} ${inferredDeny.join(', ')} either: this is Understudy's choice.`]
      : []),
    ...conditions.map(({ rule }) => `${rule}.`),
  ];
}

function responses(
  contract: Contract,
  operation: Operation,
): Record<string, TSchema | MediaResponse> {
  const problems = problemStatuses(contract, operation).map((status) => [
    status,
    problemResponse(contract, operation, status),
  ]);
  return { ...operation.schema.response, ...Object.fromEntries(problems) };
}

/** Every documented status of an operation: successes first, then errors in ascending order. */
export function documentedStatuses(contract: Contract, operation: Operation): number[] {
  const successes = Object.keys(operation.schema.response).map(Number);
  return [...successes, ...problemStatuses(contract, operation)];
}

/** The documented error statuses of an operation, in ascending order. */
function problemStatuses(contract: Contract, { schema, config, handler }: Operation): number[] {
  const { open, allow, deny, inferredDeny, conditions } = config.access;
  const isRestricted = allow || deny || inferredDeny || conditions.length > 0;
  const forbidden = isRestricted || contract.identity.forbiddenReason ? [403] : [];
  const access = open ? [] : [401, ...forbidden];
  if (!handler) return [400, ...access, 501];
  const ofOperation = Object.keys(config.refusals ?? {}).map(Number);
  const missing = schema.params ? [404] : [];
  const isTyped = contract.anyContentType !== true && !config.acceptsBinary;
  const body = schema.body ? [413, ...(isTyped ? [415] : [])] : [];
  const ofContract = Object.keys(contract.refusals ?? {}).map(Number);
  const statuses = new Set([
    400,
    ...access,
    ...missing,
    ...body,
    ...ofOperation,
    ...ofContract,
    500,
  ]);
  return [...statuses].sort((a, b) => a - b);
}

/** The documented error response of a status, in the dialect of the operation. */
function problemResponse(
  contract: Contract,
  { config, url }: Operation,
  status: number,
): MediaResponse {
  const { mediaType, problem } = dialectAt(contract, url);
  const [media = ''] = mediaType.split(';');
  const { forbiddenReason } = contract.identity;
  const description = [
    contract.refusals?.[status] ?? problemDescriptions[status] ?? 'An error.',
    status === 403 && forbiddenReason,
  ].filter(Boolean);
  return {
    description: config.refusals?.[status] ?? description.join(' '),
    content: { [media]: { schema: ref(problem) } },
  };
}
