import { toQueryString } from './example-values.js';
import type { SampleAuth, SampleCollection, SampleRequest } from './sample-requests.js';

/** A collection as the one file that Bruno exports and imports, with an environment for its variables. */
export function toBruno({ title, description, variables, folders }: SampleCollection): object {
  return {
    name: title,
    version: '1',
    items: folders.map(({ name, requests }, index) => ({
      type: 'folder',
      name,
      seq: index + 1,
      items: requests.map(toItem),
    })),
    environments: [
      {
        name: 'Understudy',
        variables: variables.map(({ name, value, isSecret }) => ({
          name,
          value,
          type: 'text',
          enabled: true,
          // Bruno leaves out the values of secrets when it saves, so that they would be lost.
          secret: isSecret && value === '',
        })),
      },
    ],
    root: { docs: description },
  };
}

function toItem(request: SampleRequest, index: number): object {
  const { title, description, method, path, params, query, headers, body, auth } = request;
  const search = toQueryString(query.filter(({ isRequired }) => isRequired));
  const isJson = headers.some(({ value }) => value === 'application/json');
  return {
    type: 'http',
    name: title,
    seq: index + 1,
    // The values of the query are encoded already.
    settings: { encodeUrl: false },
    request: {
      method,
      url: `{{baseUrl}}${path}${search && `?${search}`}`,
      auth: toAuth(auth),
      headers: headers.map((each) => ({ ...each, enabled: true })),
      params: [
        ...query.map(({ isRequired, ...each }) => ({
          ...each,
          type: 'query',
          enabled: isRequired,
        })),
        ...params.map(({ isRequired: _, ...each }) => ({ ...each, type: 'path', enabled: true })),
      ],
      body: toBody(body, isJson),
      docs: description,
    },
  };
}

function toBody(body: string | undefined, isJson: boolean): object {
  if (body === undefined) return { mode: 'none' };
  return isJson ? { mode: 'json', json: body } : { mode: 'text', text: body };
}

function toAuth(auth: SampleAuth): object {
  const { mode, ...values } = auth;
  return mode === 'none' ? { mode } : { mode, [mode]: values };
}
