import { toQueryString } from './example-values.js';
import type { SampleAuth, SampleCollection, SampleRequest } from './sample-requests.js';

/**
 * A collection as a `.http` file. It uses what the REST Client of VS Code, the HTTP clients of JetBrains and Visual Studio, and
 * httpYac have in common: variables in the file, requests between lines of `###`.
 */
export function toHttpFile({ title, description, variables, folders }: SampleCollection): string {
  const head = [`# ${title}`, ...commentLines(description), ''];
  const declared = variables.map(({ name, value }) => `@${name} = ${value}`);
  const sections = folders.flatMap(({ name, requests }) =>
    requests.flatMap((each) => ['', `### ${name}: ${each.title}`, ...requestLines(each)]),
  );
  return `${[...head, ...declared, ...sections].join('\n')}\n`;
}

function requestLines(request: SampleRequest): string[] {
  const { operationId, description, method, path, params, query, headers, body, auth } = request;
  const values = new Map(params.map(({ name, value }) => [name, value]));
  const target = path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(values.get(name) ?? ''));
  const required = query.filter(({ isRequired }) => isRequired);
  const optional = query.filter(({ isRequired }) => !isRequired);
  const search = toQueryString(required);
  return [
    `# @name ${operationId}`,
    ...commentLines(description),
    ...(optional.length > 0 ? [`# Optional: ${toQueryString(optional)}`] : []),
    `${method} {{baseUrl}}${target}${search && `?${search}`}`,
    ...authLines(auth),
    ...headers.map(({ name, value }) => `${name}: ${value}`),
    // Clients end the lines of a form as HTTP requires it.
    ...(body === undefined ? [] : ['', body.replaceAll('\r\n', '\n')]),
  ];
}

function authLines(auth: SampleAuth): string[] {
  if (auth.mode === 'none') return [];
  return auth.mode === 'bearer'
    ? [`Authorization: Bearer ${auth.token}`]
    : [`Authorization: Basic ${auth.username} ${auth.password}`];
}

function commentLines(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [`# ${line.trim()}`]));
}
