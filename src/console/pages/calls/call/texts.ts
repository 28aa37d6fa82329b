import { baseUrl, type Model } from '../../../api/client.js';
import type { RequestText } from '../../../lib/curl-command.js';
import { quote, vitestFile } from '../../../lib/test-code.js';
import { loadOperations, operations, type PublishedOperation } from '../../../state/operations.js';
import { requestLine } from '../columns.js';
import type { Call } from '../feed.js';
import {
  type Draft,
  draftOf,
  headersOf,
  masked,
  operationOf,
  personaOf,
  personasOf,
} from './draft.js';

/** A call as a command or as code, with a fresh token of its caller. */
export async function textOfCall(
  call: Call,
  render: (request: RequestText) => string,
): Promise<string> {
  const [operation, personas] = await Promise.all([operationOf(call), personasOf(call)]);
  const draft = draftOf(call, operation, personas);
  const persona = call.persona === null ? undefined : personaOf(call, personas);
  return render(requestOf(draft, persona));
}

function requestOf(draft: Draft, persona: Model<'Persona'> | undefined): RequestText {
  const { sandbox, method, url, body } = draft;
  return {
    method,
    url: `${baseUrl(sandbox)}${url}`,
    headers: headersOf(draft, persona),
    ...(body !== '' && { body: compact(body) }),
  };
}

/** The code of a call with `fetch`. */
export function fetchCode({ method, url, headers, body }: RequestText): string {
  const lines = Object.entries(headers).map(
    ([name, value]) => `    ${quote(name)}: ${quote(value)},\n`,
  );
  return `const response = await fetch(${quote(url)}, {
  method: ${quote(method)},
  headers: {
${lines.join('')}  },
${body === undefined ? '' : `  body: ${quote(body)},\n`}});
console.log(response.status, await response.text());
`;
}

/** A test file that makes a call and expects its status. */
export async function testCode(call: Call): Promise<string> {
  const [operation, personas] = await Promise.all([operationOf(call), personasOf(call)]);
  const { url, scheme, method, body } = draftOf(call, operation, personas);
  const hasToken = call.persona !== null && scheme === 'bearer';
  const persona = personaOf(call, personas)?.name ?? '';
  const headers = [
    ...(hasToken ? [`      authorization: \`Bearer \${token}\`,\n`] : []),
    ...(body === '' ? [] : ["      'content-type': 'application/json',\n"]),
  ];
  const token = `  const token = await sandbox.token({ contract: ${quote(call.contract)}, persona: ${quote(persona)} });\n`;
  const lines = `${hasToken ? token : ''}  const response = await fetch(sandbox.url + ${quote(url)}, {
    method: ${quote(method)},
    headers: {
${headers.join('')}    },
${body === '' ? '' : `    body: ${quote(compact(body))},\n`}  });
  expect(response.status).toBe(${call.status ?? 200});
`;
  return vitestFile(
    `${call.operationId ?? requestLine(call)} responds with ${call.status ?? 200}`,
    lines,
  );
}

/** Code that checks that a call like this one was made once. Secrets are left out, because the journal does not show them. */
export async function verifyCode(call: Call): Promise<string> {
  await loadOperations();
  const operation = operations.value?.find(
    ({ contract, operationId }) => contract === call.contract && operationId === call.operationId,
  );
  const match = JSON.stringify(patternOf(call, operation), null, 2).replaceAll('\n', '\n  ');
  return `await sandbox.journal.verify({
  match: ${match},
  count: 1,
});
`;
}

/** A pattern that matches a call. The path is left out where the operation has no other. */
function patternOf(call: Call, operation: PublishedOperation | undefined): object {
  const { contract, operationId, method, path, request } = call;
  const query = Object.fromEntries(
    Object.entries(request.query).filter(
      ([, value]) => typeof value === 'string' && value !== masked,
    ),
  );
  const body = withoutSecrets(request.body);
  const isSamePath = operation?.path.replace(/\/$/, '') === path.replace(/\/$/, '');
  return {
    contract,
    ...(operationId === null ? { method } : { operationId }),
    ...(isSamePath ? {} : { path }),
    ...(Object.keys(query).length > 0 && { query }),
    ...(body !== null && body !== undefined && { body }),
  };
}

/** A body without what is masked; undefined where nothing is left of it. */
function withoutSecrets(value: unknown): unknown {
  if (value === masked) return undefined;
  // An array must be equal as a whole.
  if (Array.isArray(value)) return JSON.stringify(value).includes(masked) ? undefined : value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map(([name, each]) => [name, withoutSecrets(each)] as const)
    .filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries);
}

/** Formatted JSON in one line; other text as it is. */
function compact(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}
