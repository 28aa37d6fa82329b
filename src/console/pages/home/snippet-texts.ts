import { vitestFile } from '../../lib/test-code.js';

/** What a snippet calls. */
interface FirstCall {
  /** The origin of the server, with the prefix of the sandbox. */
  readonly origin: string;
  readonly path: string;
  readonly contract: string;
  readonly token: string;
  readonly sandbox: string;
}

interface Snippet {
  readonly key: string;
  readonly title: string;
  /** What it is to be done with it. */
  readonly note: string;
  readonly render: (call: FirstCall) => string;
}

const serverOf = ({ origin }: FirstCall) => origin.replace(/\/~[^/]+$/, '');

/** The body of a test that calls the example. `expectation` compares the status in the words of the test runner. */
const testBody = ({ contract, path }: FirstCall, expectation: string) =>
  `  const token = await sandbox.token({ contract: '${contract}' });
  const response = await fetch(sandbox.url + '${path}', {
    headers: { authorization: \`Bearer \${token}\` },
  });
  ${expectation}
`;

const installNote = 'npm install --save-dev api-understudy. Each run starts a server of its own.';

/** A first call in the tools that people use. */
export const snippets: readonly Snippet[] = [
  {
    key: 'fetch',
    title: 'fetch',
    note: 'In Node.js or in a browser. Your app needs the origin alone; paths are those of the vendor.',
    render: ({ origin, path, token }) => `const response = await fetch('${origin}${path}', {
  headers: { authorization: 'Bearer ${token}' },
});
console.log(response.status, await response.json());
`,
  },
  {
    key: 'axios',
    title: 'axios',
    note: 'npm install axios',
    render: ({ origin, path, token }) => `import axios from 'axios';

const api = axios.create({
  baseURL: '${origin}',
  headers: { authorization: 'Bearer ${token}' },
});
const { status, data } = await api.get('${path}');
console.log(status, data);
`,
  },
  {
    key: 'vitest',
    title: 'Vitest',
    note: installNote,
    render: (call) =>
      vitestFile('calls the API', testBody(call, 'expect(response.status).toBe(200);')),
  },
  {
    key: 'playwright',
    title: 'Playwright',
    note: 'npm install --save-dev api-understudy @playwright/test. Uses this server, and a sandbox for each test.',
    render: (call) => `import { expect, test } from '@playwright/test';
import { connectUnderstudy } from 'api-understudy';

test('calls the API', async ({}, { title }) => {
  const understudy = await connectUnderstudy({ url: '${serverOf(call)}' });
  const sandbox = understudy.sandbox(title);
${testBody(call, 'expect(response.status).toBe(200);')}  await understudy.close();
});
`,
  },
  {
    key: 'jest',
    title: 'Jest',
    note: installNote,
    render: (call) => `const { createUnderstudy } = require('api-understudy');

let understudy;
beforeAll(async () => {
  understudy = await createUnderstudy({ clock: 'frozen' });
});
afterAll(() => understudy.close());

test('calls the API', async () => {
  const sandbox = understudy.sandbox(expect.getState().currentTestName);
${testBody(call, 'expect(response.status).toBe(200);')}});
`,
  },
  {
    key: 'cypress',
    title: 'Cypress',
    note: 'Uses this server. Point the app under test to the same origin.',
    render: ({ origin, path, token }) => `it('calls the API', () => {
  cy.request({
    url: '${origin}${path}',
    headers: { authorization: 'Bearer ${token}' },
  })
    .its('status')
    .should('equal', 200);
});
`,
  },
  {
    key: 'docker',
    title: 'Docker',
    note: 'In the folder of the repository. The state is in the volume; the start prints the admin token.',
    render: () => `docker build -t understudy .
docker run -p 4010:4010 -v understudy:/data understudy
`,
  },
  {
    key: 'postman',
    title: 'Postman',
    note: 'Import the document by its URL, which gives a collection of all operations. Then set these variables of the collection.',
    render: ({
      origin,
      contract,
      token,
    }) => `Import       ${origin}/openapi/${contract}.json?version=3.0
baseUrl      ${origin}
bearerToken  ${token}
`,
  },
];
