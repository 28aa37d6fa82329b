import { readFileSync } from 'node:fs';
import t from 'tap';
import { contracts } from '../src/contracts/index.js';
import { renderOpenapiFiles } from '../tools/publish-docs.js';
import { startInjected } from './support/app.js';
import { projectFile } from './support/project-file.js';

type Documented = { [path: string]: { [method: string]: Record<string, unknown> } };

t.test('the committed documents are what the code produces', async (t) => {
  for (const [name, content] of await renderOpenapiFiles()) {
    const committed = readFileSync(projectFile(`openapi/${name}`), 'utf8');
    t.ok(committed === content, `openapi/${name}: npm run openapi brings it up to date`);
  }
});

t.test('the served documents are the committed ones', async (t) => {
  const { request } = await startInjected(t);
  for (const { name } of contracts) {
    const committed = JSON.parse(readFileSync(projectFile(`openapi/${name}.json`), 'utf8'));
    t.strictSame((await request('GET', `/openapi/${name}.json`)).body, committed);
    const yaml = await request('GET', `/openapi/${name}.yaml`);
    t.equal(yaml.headers['content-type'], 'application/yaml; charset=utf-8');
    t.equal(yaml.text, readFileSync(projectFile(`openapi/${name}.yaml`), 'utf8'));
  }
  const control = JSON.parse(readFileSync(projectFile('openapi/sim.json'), 'utf8'));
  t.strictSame((await request('GET', '/_sim/openapi.json')).body, control);
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
