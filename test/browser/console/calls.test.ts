import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { startListening } from '../../support/app.js';
import { skipReason, startBrowser } from '../../support/browser.js';
import { ConsolePages } from '../support/console-pages.js';
import { evaluate } from '../support/evaluate.js';

const run = promisify(execFile);
const users = `${esper}/user/`;
const profiles = `${b2core}/profiles`;
const hostile = '<img src=x onerror="window.hacked=1">';

t.test('the page Live calls of the console', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;
  const open = async (sandbox: string, query = '') => {
    const page = await pages.open(`${origin}/#/calls?sandbox=${sandbox}${query}`);
    await page.getByRole('heading', { name: 'Live calls' }).waitFor();
    return page;
  };
  const journal = async (sandbox: string, query = '') =>
    (await server.request('GET', `/~${sandbox}/_sim/journal?order=desc&${query}`)).body.entries;
  const create = async (name: string) => {
    await server.request('POST', '/_sim/sandboxes', { body: { name } });
    return server.sandbox(name).send;
  };

  await t.test(
    'calls appear as they are made, newest first, and wait while it is paused',
    async (t) => {
      const send = await create('live');
      const page = await open('live');
      await page.getByText('No calls yet').waitFor();
      await send('GET', users);
      await send('GET', `${profiles}?limit=2`);
      await rows(page).nth(1).waitFor();
      t.match(await rows(page).first().innerText(), '/v1/profiles?limit=2');
      await page.getByRole('button', { name: 'Live', exact: true }).click();
      await send('GET', `${users}4001/`);
      await page.getByRole('button', { name: 'Paused, 1 new' }).click();
      await page.getByText('3 calls, 0 refused').waitFor();
      t.match(await rows(page).first().innerText(), 'getUser');
      await server.request('POST', '/_sim/sandboxes/live/reset');
      await page.getByText('No calls yet').waitFor();
    },
  );

  await t.test('the server sends the calls to the sandbox that is shown, or to all', async (t) => {
    await create('alone');
    const page = await open('alone');
    const streamOf = (pattern: RegExp) =>
      page.waitForRequest(
        (request) => /\/_sim\/events\?/.test(request.url()) && pattern.test(request.url()),
      );
    const [all] = await Promise.all([
      streamOf(/types=call/),
      page.getByLabel('Sandboxes', { exact: true }).selectOption('all'),
    ]);
    t.notMatch(all.url(), 'callsOf');
    await Promise.all([
      streamOf(/callsOf=alone/),
      page.getByLabel('Sandboxes', { exact: true }).selectOption('This sandbox'),
    ]);
  });

  await t.test(
    'of calls to all sandboxes, headers and bodies are loaded when they are wanted',
    async (t) => {
      const send = await create('many');
      await send('GET', `${users}4001/`);
      const page = await pages.open(`${origin}/#/calls?sandbox=many&sandboxes=all`);
      const row = rows(page).filter({ hasText: 'many' }).first();
      await row.click();
      const response = dialog(page).getByRole('region', { name: 'Response', exact: true });
      t.match(await response.innerText(), /"id": 4001/);
      await page.keyboard.press('Escape');
      await send('GET', `${users}4002/`);
      await page.getByLabel('Text in path').fill('"id":4002');
      await page.getByText(/^1 of /).waitFor();
      await page.getByLabel('Text in path').fill('');
      await page.getByText('1 of ').waitFor({ state: 'detached' });
      // The journal drops old calls, which the page still lists.
      const gone = { status: 404, json: { status: 404, title: 'Not Found' } };
      await page.route(/\/_sim\/journal\/\d+$/, (route) => route.fulfill(gone));
      await row.click();
      await dialog(page).getByText('The journal no longer has the headers and bodies').waitFor();
    },
  );

  await t.test('a long journal is a short page, whose last row is reached by a key', async (t) => {
    const send = await create('long');
    for (let call = 0; call < 1000; call++) await send('GET', `${b2core}/regions?limit=1`);
    const page = await open('long');
    await page.getByText(/^\d{3,},?\d* calls/).waitFor();
    t.ok((await rows(page).count()) < 100, 'only visible rows are in the page');
    const total = (await journal('long', 'limit=1000')).length;
    t.ok(total > 500, `${total} calls`);
    await rows(page).first().focus();
    await page.keyboard.press('End');
    await page.locator(`tr[data-index="${total - 1}"]:focus`).waitFor();
    for (let call = 0; call < 30; call++) await send('GET', `${b2core}/regions?limit=2`);
    await page.getByText(new RegExp(`^${(total + 30).toLocaleString('en-GB')} calls`)).waitFor();
  });

  await t.test('filters narrow the list, and the URL has them', async (t) => {
    const [send, sendOther] = [await create('filters'), await create('filters-other')];
    await send('GET', users);
    await send('GET', users, { as: null });
    await send('GET', `${profiles}?limit=100000`);
    await send('GET', `${users}4001/`, { as: 'Viewer' });
    await sendOther('GET', `${users}4002/`);
    const page = await open('filters');
    await page.getByText('4 calls, 2 refused').waitFor();
    const choose = async (label: string, value: string, expected: number) => {
      await page.getByLabel(label, { exact: true }).selectOption(value);
      await page.getByText(`${expected} of 4 calls`).waitFor();
      await page.getByLabel(label, { exact: true }).selectOption('');
    };
    await choose('API', 'esper', 3);
    await choose('Status', '4xx', 2);
    await choose('Operation', 'getUsers', 2);
    await choose('Persona', 'Viewer', 1);
    await page.getByLabel('Text in path, query, headers or bodies').fill('LIMIT=1000');
    await page.getByText('1 of 4 calls').waitFor();
    t.match(page.url(), /text=LIMIT%3D1000/);
    await page.reload();
    await page.getByText('1 of 4 calls').waitFor();
    await page.getByLabel('Text in path, query, headers or bodies').fill('nothing has this');
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByText('4 calls, 2 refused').waitFor();
    await page.getByLabel('Sandboxes').selectOption('all');
    await rows(page).filter({ hasText: 'filters-other' }).first().click();
    await dialog(page).getByText('/api/user/4002/').waitFor();
    t.match(page.url(), /in=filters-other/);
    await page.goBack();
    await dialog(page).waitFor({ state: 'detached' });
  });

  await t.test(
    'a call shows both sides, and is opened, left and changed by the keyboard',
    async (t) => {
      const send = await create('sides');
      const body = { username: 'newcomer', password: 'Secret-1x', profile: {} };
      await send('POST', users, { body });
      await send('GET', `${users}?limt=5`);
      const page = await open('sides');
      await rows(page).nth(1).waitFor();
      await rows(page).first().focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const request = dialog(page).getByRole('region', { name: 'Request', exact: true });
      t.match(await request.innerText(), /"username": "newcomer"/);
      t.notMatch(await dialog(page).innerText(), 'Secret-1x');
      await request.getByRole('tab', { name: 'Raw' }).click();
      t.match(await request.locator('pre').innerText(), /^\{"username":"newcomer"/);
      const response = dialog(page).getByRole('region', { name: 'Response', exact: true });
      t.match(await response.innerText(), /"id": 5001/);
      await dialog(page).getByRole('button', { name: 'Newer call' }).click();
      await dialog(page).getByText('did you mean limit?').first().waitFor();
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'detached' });
      t.notMatch(page.url(), 'call=');
      await page.goto(`${origin}/#/calls?sandbox=sides&call=77`);
      await dialog(page).getByText('The journal does not have this call').waitFor();
    },
  );

  await t.test('a refused call is explained, and sent corrected', async (t) => {
    const send = await create('why');
    for (const [method, url, options, changed, operationId] of [
      ['GET', `${profiles}?limit=100000`, {}, 'limit is 10', 'listProfiles'],
      ['GET', `${users}?limt=5`, {}, 'limit instead of limt', 'getUsers'],
      ['GET', users, { as: null }, 'with a fresh token of', 'getUsers'],
      [
        'POST',
        users,
        { as: 'Viewer', body: { username: 'a-new-one', profile: {} } },
        '(Enterprise Admin)',
        'createUser',
      ],
      ['POST', profiles, { body: { firstName: 7 } }, 'firstName is', 'createProfile'],
    ] as const) {
      await send(method, url, options);
      const [{ id }] = await journal('why', 'limit=1');
      const page = await open('why', `&call=${id}`);
      const explanation = dialog(page).getByRole('region', { name: 'Why?' });
      await explanation.getByText(changed).waitFor();
      await explanation.getByRole('button', { name: 'Send it corrected' }).click();
      await dialog(page).getByRole('button', { name: 'Send', exact: true }).click();
      await dialog(page).getByRole('region', { name: 'Response', exact: true }).waitFor();
      const [sent] = await journal('why', 'limit=1');
      t.ok(sent.status < 300, `${changed}: ${sent.status}`);
      t.equal(sent.operationId, operationId);
      t.notOk(sent.unknownParameters);
      await page.context().close();
    }
  });

  await t.test('a call becomes a command, code, a test and an expectation', async (t) => {
    const send = await create('copies');
    const body = { firstName: "Shay O'Brien", contacts: [] };
    await send('POST', profiles, { body });
    const page = await open('copies', '&call=1');
    const copy = async (name: string) => {
      await dialog(page).getByRole('button', { name }).click();
      await page.locator('.toast').last().waitFor();
      await page.locator('.toast button').last().click();
      return page.evaluate<string>('navigator.clipboard.readText()');
    };
    const command = await copy('Copy as cURL');
    const { stdout } = await run('sh', ['-c', command.replace(/^curl /, "printf '%s\\n' ")]);
    const words = stdout.split('\n');
    t.match(words, ['-X', 'POST', `${origin}/~copies/v1/profiles`, '-H']);
    t.strictSame(JSON.parse(words[words.indexOf('--data-raw') + 1] ?? ''), body);
    const code = await copy('Copy as fetch');
    const status = await evaluate(code.replace(/console\.log\((.*?),.*\);/, 'return $1;'));
    t.equal(status, 201, code);
    const file = join(mkdtempSync(join(tmpdir(), 'understudy-')), 'call.test.mjs');
    const test = await copy('Copy as test');
    writeFileSync(file, test);
    await run(process.execPath, ['--check', file]);
    t.match(test, /createProfile responds with 201/);
    const expectation = await copy('Expect this call');
    const verify = (query: object) =>
      server.request('POST', '/~copies/_sim/journal/verify', { body: query });
    const verified = await evaluate(expectation.replace('await', 'return'), {
      sandbox: { journal: { verify } },
    });
    t.match(verified, { body: { passed: false, count: 2 } }, 'it was sent twice');
  });

  await t.test('the next call is made to fail, once, and is marked', async (t) => {
    const send = await create('failing');
    await send('GET', users);
    const page = await open('failing', '&call=1');
    await dialog(page).getByRole('button', { name: 'Make this fail next time' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('[role=menuitem]:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('The next call of getUsers in failing fails with 503').waitFor();
    await page.keyboard.press('Escape');
    t.equal((await send('GET', `${users}4001/`)).status, 200, 'another operation');
    t.equal((await send('GET', users)).status, 503);
    t.equal((await send('GET', users)).status, 200);
    await page.locator('tr.faulted').getByRole('link', { name: 'f1' }).waitFor();
    await page.getByLabel('Status', { exact: true }).selectOption('fault');
    await page.getByText('1 of 4 calls, 1 refused').waitFor();
  });

  await t.test('what callers send is text', async (t) => {
    const send = await create('hostile');
    await send('POST', profiles, { body: { firstName: hostile, contacts: [] } });
    await send('GET', `${profiles}?filter[firstName]=${encodeURIComponent(hostile)}`);
    await send('GET', `${b2core}/${encodeURIComponent(hostile)}`);
    const page = await open('hostile');
    for (const id of [1, 2, 3]) {
      await page.goto(`${origin}/#/calls?sandbox=hostile&call=${id}`);
      await dialog(page).getByText('onerror').first().waitFor();
    }
    t.equal(await page.evaluate('window.hacked'), undefined);
    t.equal(await page.locator('img').count(), 0);
  });

  await t.test('the journal is cleared after a question that names the sandbox', async (t) => {
    const send = await create('clearing');
    await send('GET', users);
    const page = await open('clearing');
    await page.getByRole('button', { name: 'Clear the journal' }).click();
    await page.getByRole('button', { name: 'Clear the journal of clearing' }).click();
    await page.getByText('No calls yet').waitFor();
    t.strictSame(await journal('clearing'), []);
  });

  const send = await create('seen');
  await send('POST', users, { as: 'Viewer', body: { username: 'x', profile: {} } });
  await send('POST', '/_sim/faults', { body: { match: {}, effect: { status: 503 } } });
  await send('GET', users);
  t.strictSame(await pages.inspect(`${origin}/#/calls?sandbox=seen`, 'tr.faulted'), []);
  const details = `${origin}/#/calls?sandbox=seen&call=1`;
  t.strictSame(await pages.inspect(details, '.why .primary'), []);
  t.strictSame(pages.errors, []);
});

function rows(page: Page): Locator {
  return page.locator('.table tbody tr:not(.spacer)');
}

function dialog(page: Page): Locator {
  return page.locator('dialog[open]');
}
