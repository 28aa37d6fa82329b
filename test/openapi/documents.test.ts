import { readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';
import { contracts } from '../../src/contracts/index.js';
import { renderOpenapiFiles } from '../../tools/publish-docs.js';
import { startInjected } from '../support/app.js';
import { projectFile } from '../support/project-file.js';

type Documented = { [path: string]: { [method: string]: Record<string, unknown> } };

interface PublishedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly requestBody?: object;
  readonly responses: { readonly [status: string]: { readonly content?: object } };
}

interface Published {
  readonly info: { readonly description: string };
  readonly components: { readonly schemas: Record<string, object> };
  readonly paths: Record<string, Record<string, PublishedOperation>>;
}

/** The operations of a document, each with its method and path. */
function operationsOf(paths: Published['paths']) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => [`${method} ${path}`, each] as const),
  );
}

t.test('the committed documents are what the code produces', async (t) => {
  for (const [name, content] of await renderOpenapiFiles()) {
    const committed = readFileSync(projectFile(`openapi/${name}`), 'utf8');
    t.ok(committed === content, `openapi/${name}: npm run openapi brings it up to date`);
  }
});

t.test('the served documents are the committed ones, with absolute servers', async (t) => {
  const { request } = await startInjected(t);
  const headers = { host: 'localhost:4010' };
  const absolute = (document: { servers: { url: string }[] }) => ({
    ...document,
    servers: document.servers.map((server) => ({
      ...server,
      url: `http://${headers.host}${server.url}`,
    })),
  });
  for (const { name } of contracts) {
    const committed = JSON.parse(readFileSync(projectFile(`openapi/${name}.json`), 'utf8'));
    t.strictSame(
      (await request('GET', `/openapi/${name}.json`, { headers })).body,
      absolute(committed),
    );
    const yaml = await request('GET', `/openapi/${name}.yaml`, { headers });
    t.equal(yaml.headers['content-type'], 'application/yaml; charset=utf-8');
    t.strictSame(parse(yaml.text), absolute(committed));
  }
  const control = JSON.parse(readFileSync(projectFile('openapi/sim.json'), 'utf8'));
  t.strictSame((await request('GET', '/_sim/openapi.json', { headers })).body, absolute(control));
});

t.test('every operation has its source, its scopes and an operationId', async (t) => {
  const { app } = await startInjected(t);
  for (const { name, operations } of contracts) {
    const document = (await app.document(name)) as { openapi: string; paths: Documented };
    t.equal(document.openapi, '3.1.0');
    const published = Object.values(document.paths).flatMap((path) => Object.values(path));
    t.equal(published.length, operations.length, `${name}: every declared operation is published`);
    const ids = published.map(({ operationId }) => operationId);
    t.equal(new Set(ids).size, ids.length, 'operationIds are unique');
    for (const each of published) {
      t.match(
        each,
        { 'x-evidence': /^(documented|observed|inferred)$/, 'x-source': String },
        String(each.operationId),
      );
      t.ok(each.security, String(each.operationId));
      const needsToken = (each.security as unknown[]).length > 0;
      t.equal('x-scopes' in each, needsToken, String(each.operationId));
    }
  }
});

t.test('a vendor declares errors in its own envelope; those of Understudy are prose', async (t) => {
  const { app } = await startInjected(t);
  for (const { name } of contracts) {
    const { info, components, paths } = (await app.document(name)) as Published;
    t.match(info.description, 'application/problem+json', name);
    t.notOk(components.schemas.ProblemDetails, name);
    for (const [path, { responses }] of operationsOf(paths)) {
      const errors = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      for (const [status, { content }] of errors)
        t.strictSame(Object.keys(content ?? {}), ['application/json'], `${path} ${status}`);
    }
  }
});

t.test('no GET has a body, and one that accepts a body says so', async (t) => {
  const { app } = await startInjected(t);
  for (const { name } of contracts) {
    const { paths } = (await app.document(name)) as Published;
    for (const [path, { get }] of Object.entries(paths)) t.notOk(get?.requestBody, path);
    if (name === 'kajeet') t.match(paths['/v1.0/auth/token']?.get?.description, /JSON body/);
  }
});

t.test('the summary of an operation tells when it is not simulated', async (t) => {
  const { app } = await startInjected(t);
  for (const { name, operations } of contracts) {
    const simulated = operations.flatMap(({ handler, schema }) =>
      handler ? schema.operationId : [],
    );
    const { paths } = (await app.document(name)) as Published;
    for (const [path, { operationId, summary }] of operationsOf(paths)) {
      const isMarked = summary.endsWith(' (not simulated)');
      t.equal(isMarked, !simulated.includes(operationId), path);
    }
  }
});

t.test('every model has a name, and every reference resolves to one', async (t) => {
  for (const [name, content] of await renderOpenapiFiles()) {
    if (!name.endsWith('.json')) continue;
    const document = JSON.parse(content);
    const models = Object.keys(document.components.schemas);
    t.notOk(
      models.some((model) => model.startsWith('def-')),
      name,
    );
    for (const [, model] of content.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      t.ok(models.includes(String(model)), String(model));
  }
});
