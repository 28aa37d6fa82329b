import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { TSchema } from '@sinclair/typebox';
import type { RouteOptions } from 'fastify';
import { ref } from '../../../schemas/annotations.js';
import type { Access } from '../contract/access.js';
import { type Contract, dialectAt } from '../contract/contract.js';
import type { MediaResponse, Operation } from '../contract/operation.js';
import { problemDetails } from '../contract/problem-details.js';

const problemMedia = 'application/problem+json';
const formMedia = 'application/x-www-form-urlencoded';

/** Refusals that any operation may answer with, and when. */
const problemDescriptions: Record<number, string> = {
  400: 'Something in the path, the query or the body cannot be used; every fault is named. Or the sandbox is named badly.',
  401: 'There is no token, it is not valid or has expired, or whom it was made for is not let in.',
  403: 'The scope or role of the token, or the kind of the account, does not allow this.',
  404: 'What the request names does not exist.',
  409: 'It cannot be done as things stand.',
  413: 'The body is larger than 1 MiB.',
  503: 'There may be no more sandboxes, and all are in use.',
  415: 'The body was not sent as application/json.',
  500: 'Understudy failed.',
  501: 'Documented by the vendor, not simulated by Understudy yet.',
};

/** How a request says which world it is about. */
const sandboxes =
  'Every request may name a sandbox, an isolated world: by the path prefix `/~NAME`, by the host `NAME.localhost`, by the header `x-sandbox: NAME`, or by a token that was minted for one; else it is `default`. The answer says which in `x-sandbox`.';

/** What the words of our own in a document mean. */
const legend = `The words that begin with x-:

- \`x-evidence\`: where it is known from: \`documented\` by the vendor, \`observed\` in public client code, or \`inferred\`, which is Understudy's choice; \`x-source\` names the page
- \`x-chosen\`: parts of a documented schema that Understudy chose: limits, null, what is required
- \`x-scopes\`: scopes that the vendor allows or denies; \`x-scopes-chosen\`: scopes that Understudy refuses where the vendor is silent; \`x-conditions\`: what must hold of the account
- \`x-effect\`: read, change or destroy; \`x-simulated\`: false for what answers 501
- \`x-list\`: the string is comma-separated, each part as this schema says; \`x-any-case\`: letters of either case pass; \`x-at-least-one\`: one of these keys or more must be there; \`x-only-one\`: no two of them; \`x-lenient\`: a value that does not fit counts as none (with a setting's name: unless that is on)`;

/** How @fastify/swagger makes the OpenAPI document of a contract from its operations. */
export function documentOptions(contract: Contract): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: contract.title,
        version: contract.version,
        description: `${contract.description}\n\n${sandboxes}\n\n${legend}`,
        contact: { name: 'Understudy', url: 'https://www.npmjs.com/package/api-understudy' },
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as { name: string },
      },
      servers: [{ url: contract.mount, description: 'On the origin where Understudy runs' }],
      tags: [...contract.tags],
      components: { securitySchemes: contract.identity.schemes as Record<string, never> },
      externalDocs: { url: contract.home, description: 'The pages that it is known from' },
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
  const { access, evidence, effect, acceptsForm, acceptsBinary } = operation.config;
  const [scheme = ''] = Object.keys(contract.identity.schemes);
  return {
    ...schema,
    ...(schema.querystring ? { querystring: toPublishedSchema(schema.querystring, contract) } : {}),
    description: describe(contract, operation),
    ...(acceptsForm && { consumes: ['application/json', formMedia] }),
    ...(acceptsBinary && { consumes: [acceptsBinary.type] }),
    security: contract.identity.isOptional ? [{ [scheme]: [] }, {}] : security(access, scheme),
    response: responses(contract, operation),
    ...(evidence && { 'x-evidence': evidence.kind, 'x-source': evidence.source }),
    'x-effect': effect,
    'x-simulated': operation.handler !== undefined,
    ...scopes(access),
  };
}

/** A schema as it is published: a limit that is a setting as it is by default, a list in a string as a pattern. */
export function toPublishedSchema(schema: unknown, contract: Pick<Contract, 'settings'>): unknown {
  if (Array.isArray(schema)) return schema.map((each) => toPublishedSchema(each, contract));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { 'x-maximum-setting': setting, ...rest } = schema as Record<string, unknown>;
  const inner = Object.entries(rest).map(([name, part]) => [
    name,
    toPublishedSchema(part, contract),
  ]);
  const limit = rest.type === 'string' ? 'maxLength' : 'maximum';
  const list = rest['x-list'] as { enum?: readonly string[] } | undefined;
  return {
    ...Object.fromEntries(inner),
    ...(setting ? { [limit]: contract.settings.properties[String(setting)]?.default } : {}),
    ...(list && { pattern: listPattern(list) }),
  };
}

function listPattern({ enum: values }: { enum?: readonly string[] }): string {
  const part = values ? `(${values.join('|')})` : '\\d+';
  return `^${part}(,${part})*$`;
}

/** Any one of the scopes that the vendor allows, or any token. */
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

function describe({ identity }: Contract, { schema, config, handler }: Operation): string {
  const { scopeNoun = 'scope' } = identity;
  const { allow, deny, inferredDeny, conditions } = config.access;
  return [
    schema.description ?? `${schema.summary}.`,
    allow && `Only for ${scopeNoun} ${allow.join(', ')}.`,
    deny && `Not for ${scopeNoun} ${deny.join(', ')}.`,
    inferredDeny && `Understudy also refuses ${inferredDeny.join(', ')}: its own choice.`,
    ...conditions.map(({ rule }) => `${rule}.`),
    !handler && 'Not simulated yet: Understudy answers 501.',
  ]
    .filter(Boolean)
    .join(' ');
}

function responses(
  contract: Contract,
  operation: Operation,
): Record<string, TSchema | MediaResponse> {
  const refused = problemStatuses(contract, operation).map((status) => [
    status,
    problemResponse(contract, operation, status),
  ]);
  return { ...operation.schema.response, ...Object.fromEntries(refused) };
}

/** Every status that an operation may answer with: its successes, then its refusals, in order. */
export function documentedStatuses(contract: Contract, operation: Operation): number[] {
  const successes = Object.keys(operation.schema.response).map(Number);
  return [...successes, ...problemStatuses(contract, operation)];
}

/** The refusals that an operation may answer with, in order. */
function problemStatuses(contract: Contract, { schema, config, handler }: Operation): number[] {
  const { open, allow, deny, inferredDeny, conditions } = config.access;
  const isNarrow = allow || deny || inferredDeny || conditions.length > 0;
  const forbidden = isNarrow || contract.identity.forbiddenReason ? [403] : [];
  const guarded = open ? [] : [401, ...forbidden];
  if (!handler) return [400, ...guarded, 501];
  const own = Object.keys(config.refusals ?? {}).map(Number);
  const existence = schema.params ? [404] : [];
  const isTyped = contract.anyContentType !== true && !config.acceptsBinary;
  const body = schema.body ? [413, ...(isTyped ? [415] : [])] : [];
  const general = Object.keys(contract.refusals ?? {}).map(Number);
  const all = new Set([400, ...guarded, ...existence, ...body, ...own, ...general, 500]);
  return [...all].sort((a, b) => a - b);
}

/** Any request may name its sandbox badly: that is refused in Understudy's words, not the vendor's. */
function problemResponse(
  contract: Contract,
  { config, url }: Operation,
  status: number,
): MediaResponse {
  const { mediaType, problem } = dialectAt(contract, url);
  const [media = ''] = mediaType.split(';');
  const said = { [media]: { schema: ref(problem) } };
  const ours = { [problemMedia]: { schema: ref(problemDetails.problem) } };
  const { forbiddenReason } = contract.identity;
  const usual = [
    contract.refusals?.[status] ?? problemDescriptions[status] ?? 'Refused.',
    status === 403 && forbiddenReason,
  ].filter(Boolean);
  return {
    description: config.refusals?.[status] ?? usual.join(' '),
    content: status === 400 ? { ...said, ...ours } : said,
  };
}
