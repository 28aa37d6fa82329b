import { readFileSync } from 'node:fs';
import http from 'node:http';
import t from 'tap';
import { contracts } from '../../src/contracts/index.js';
import type { Contract } from '../../src/simulator/contract/contract.js';
import { collectionsFolder, renderCollectionFiles } from '../../tools/publish-docs.js';
import { startListening } from '../support/app.js';
import { projectFile } from '../support/project-file.js';
import {
  brunoFileFormats,
  type ReadRequest,
  readBruno,
  readHttpFile,
  readPostman,
} from './readers.js';

const { app, request } = await startListening(t);
const origin = app.fastify.listeningOrigin;

type Documented = Record<string, { responses: Record<string, object> }>;

const readers: Readonly<Record<string, (text: string) => ReadRequest[] | Promise<ReadRequest[]>>> =
  { http: readHttpFile, 'postman.json': readPostman, 'bruno.json': (text) => readBruno(text) };

/** Sends a request with its body, which `fetch` refuses for GET. */
function send({ method, url, headers, body }: ReadRequest) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const options = { method, headers: { ...headers, ...length } };
    const call = http.request(new URL(url), options, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, text });
    });
    call.on('error', reject).end(body);
  });
}

/** Operations on something that a new sandbox does not have, each with the one that creates it. */
const creators: Readonly<Record<string, string>> = {
  'Change the summer suspension period': 'Turn summer suspension on',
  'Turn summer suspension off': 'Turn summer suspension on',
};

const simulated = ({ operations }: Contract) => operations.filter(({ handler }) => handler);

t.test('the committed collections are what the code produces', async (t) => {
  for (const [name, content] of await renderCollectionFiles())
    t.ok(
      readFileSync(projectFile(`${collectionsFolder}/${name}`), 'utf8') === content,
      `${collectionsFolder}/${name}: npm run openapi brings it up to date`,
    );
});

for (const [extension, read] of Object.entries(readers)) {
  t.test(`every request of the ${extension} files succeeds in a new sandbox`, async (t) => {
    for (const contract of contracts) {
      const { name } = contract;
      const sandbox = `${name}-${extension.replace('.', '-')}`;
      const { text } = await request('GET', `/~${sandbox}/_sim/collections/${name}.${extension}`);
      const requests = await read(text);
      t.equal(requests.length, simulated(contract).length, `${name}: one for each operation`);
      for (const each of requests) {
        t.ok(each.url.startsWith(`${origin}/~${sandbox}/`), each.url);
        const creator = requests.find(({ title }) => title === creators[each.title]);
        if (creator) {
          t.equal((await send(each)).status, 404, `${each.title}: there is nothing yet`);
          await send(creator);
        }
        const { status, text } = await send(each);
        const isSuccess = status >= 200 && status < 300;
        t.ok(isSuccess, `${name} ${each.title}: ${each.url} ${status} ${text.slice(0, 300)}`);
        if (each.method !== 'GET') await request('POST', `/_sim/sandboxes/${sandbox}/reset`);
      }
    }
  });
}

t.test('a file of Bruno in its older format has the same requests, other than forms', async (t) => {
  for (const [name, content] of await renderCollectionFiles()) {
    if (!name.endsWith('.bruno.json')) continue;
    const text = content.replaceAll('"value": ""', '"value": "a-token"');
    const [expected, saved] = await Promise.all(
      brunoFileFormats.map((format) => readBruno(text, format)),
    );
    // The format has lines, whatever ends them; forms end them with CR LF.
    const withLines = (request: ReadRequest) => ({
      ...request,
      body: request.body?.replaceAll('\r\n', '\n'),
    });
    t.strictSame(saved?.map(withLines), expected?.map(withLines), name);
  }
});

t.test('sent in their order, all requests get a success or a documented error', async (t) => {
  for (const { name, mount, operations } of contracts) {
    const { text } = await request('GET', `/~${name}-run/_sim/collections/${name}.postman.json`);
    const document = (await app.document(name)) as { paths: Record<string, Documented> };
    for (const each of readPostman(text)) {
      const { status } = await send(each);
      const operation = operations.find(({ schema: { summary, operationId } }) =>
        [summary, `${summary} (${operationId})`].includes(each.title),
      );
      const path = operation?.url.replace(/:(\w+)/g, '{$1}') ?? '';
      const documented = document.paths[path]?.[each.method.toLowerCase()]?.responses ?? {};
      t.ok(status in documented, `${each.method} ${mount}${path}: ${status}`);
    }
  }
});

t.test(
  'the requests of a folder have different names, of which Bruno makes file names',
  async (t) => {
    for (const [name, content] of await renderCollectionFiles()) {
      if (!name.endsWith('.bruno.json')) continue;
      for (const { items } of JSON.parse(content).items as { items: { name: string }[] }[]) {
        const names = items.map((item) => item.name.toLowerCase());
        t.equal(new Set(names).size, names.length, name);
      }
    }
  },
);

t.test('a file has the address and the tokens of the sandbox that is asked', async (t) => {
  const byHeader = await request('GET', '/_sim/collections/esper.http', {
    headers: { 'x-sandbox': 'lesson', host: 'localhost:4010' },
  });
  t.match(byHeader.text, /^@baseUrl = http:\/\/localhost:4010\/~lesson$/m);
  t.match(byHeader.text, /^@token = \S{20,}$/m);
  t.equal(byHeader.headers['content-disposition'], 'attachment; filename="understudy-esper.http"');
  t.equal(byHeader.headers['cache-control'], 'no-store', 'it holds tokens');
  const [list] = (await request('GET', '/~lesson/_sim/collections')).body;
  t.match(list, { name: 'kajeet.http', contract: 'kajeet' });
  t.equal(list.link, '/~lesson/_sim/collections/kajeet.http');
  const unknown = await request('GET', '/_sim/collections/esper.har');
  t.equal(unknown.status, 404);
  t.match(unknown.body.detail, /esper\.har; the files are kajeet\.http, kajeet\.postman\.json/);
});

t.test('a server that requires its token gives none to others', async (t) => {
  const locked = await startListening(t, { adminToken: 'secret' });
  const url = '/_sim/collections/esper.http';
  t.equal((await locked.request('GET', url)).status, 401);
  const headers = { authorization: 'Bearer secret' };
  t.equal((await locked.request('GET', url, { headers })).status, 200);
});

t.test('the documentation links to every file', async (t) => {
  const { text } = await request('GET', '/~lesson/docs');
  for (const { name } of contracts)
    for (const extension of Object.keys(readers))
      t.ok(text.includes(`href="/~lesson/_sim/collections/${name}.${extension}"`));
});
