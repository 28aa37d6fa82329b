import { toQueryString } from './example-values.js';
import type { SampleAuth, SampleCollection, SampleRequest } from './sample-requests.js';

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** A collection in version 2.1 of Postman's format, which Insomnia and Hoppscotch import too. */
export function toPostman(collection: SampleCollection): object {
  const { title, description, variables, folders } = collection;
  return {
    info: { name: title, description, schema },
    item: folders.map(({ name, requests }) => ({ name, item: requests.map(toItem) })),
    variable: variables.map(({ name, value }) => ({ key: name, value, type: 'string' })),
  };
}

function toItem(request: SampleRequest): object {
  const { title, description, method, path, params, query, headers, body, auth } = request;
  const search = toQueryString(query.filter(({ isRequired }) => isRequired));
  return {
    name: title,
    // Postman sends no body with a GET otherwise.
    ...(method === 'GET' &&
      body !== undefined && {
        protocolProfileBehavior: { disableBodyPruning: true },
      }),
    request: {
      method,
      description,
      auth: toAuth(auth),
      header: headers.map(({ name, value }) => ({ key: name, value })),
      url: {
        raw: `{{baseUrl}}${path}${search && `?${search}`}`,
        host: ['{{baseUrl}}'],
        path: path.split('/').slice(1),
        query: query.map((each) => ({
          key: each.name,
          value: each.value,
          description: each.description,
          ...(!each.isRequired && { disabled: true }),
        })),
        variable: params.map(({ name, value, description: text }) => ({
          key: name,
          value,
          description: text,
        })),
      },
      ...(body !== undefined && {
        body: { mode: 'raw', raw: body, options: { raw: { language: 'json' } } },
      }),
    },
  };
}

function toAuth(auth: SampleAuth): object {
  const values = (entries: Readonly<Record<string, string>>) =>
    Object.entries(entries).map(([key, value]) => ({ key, value, type: 'string' }));
  if (auth.mode === 'none') return { type: 'noauth' };
  const { mode, ...rest } = auth;
  return { type: mode, [mode]: values(rest) };
}
