import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from '@playwright/test';
import t from 'tap';
import { contracts } from '../../src/contracts/index.js';
import { startListening } from '../support/app.js';
import { skipReason, startBrowser } from '../support/browser.js';
import { violations } from './support/accessibility.js';

t.test('the documentation pages in a browser', { skip: skipReason }, async (t) => {
  const browser = await startBrowser(t);
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;
  const guarded = await startListening(t, { adminToken: 'correct' });
  const guardedOrigin = guarded.app.fastify.listeningOrigin;

  /** Opens a page of the documentation, at an operation if the path ends with its `#/tag/operationId`. */
  const open = async (url: string, width = 1280): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.goto(url);
    await page.waitForSelector(url.includes('#') ? '.opblock.is-open .opblock-body' : '.opblock');
    await page.waitForLoadState('networkidle');
    return page;
  };
  const parameter = (page: Page, name: string) => page.locator(`tr[data-param-name="${name}"]`);

  await t.test('an optional parameter shows its example and does not send it', async (t) => {
    const page = await open(`${origin}/docs/b2core#/Profiles/listProfiles`);
    t.match(await parameter(page, 'filter[firstName]').innerText(), /Example: +Mary/);
    t.equal(await parameter(page, 'filter[firstName]').locator('input').inputValue(), '');
    t.equal(await parameter(page, 'accept-language').locator('input').inputValue(), '');
    const { status, text, url } = await execute(page);
    t.equal(status, '200');
    t.match(text, 'profileId', 'the list is not empty');
    t.notMatch(url, 'filter');
    await page.close();

    const required = await open(`${origin}/docs/kajeet#/devices/listDevices`);
    t.equal(await parameter(required, 'corpId').locator('input').inputValue(), 'NORTHSTAR-ISD');
    t.equal((await execute(required)).status, '200');
    await required.close();
  });

  await t.test('operations of the control plane get the sandbox of the page', async (t) => {
    const byHost = origin.replace('127.0.0.1', 'learner-5.localhost');
    for (const [base, name] of [
      [`${origin}/~learner-4`, 'learner-4'],
      [byHost, 'learner-5'],
    ] as const) {
      const page = await open(`${base}/docs/sim#/sandboxes/resetSandbox`);
      t.equal(await parameter(page, 'name').locator('input').inputValue(), name);
      const { status, url } = await execute(page);
      t.equal(status, '200', name);
      t.equal(url, `${base}/_sim/sandboxes/${name}/reset`);
      await page.close();
    }
  });

  await t.test(
    'operations that are not simulated have a label, and the page counts them',
    async (t) => {
      const counts = contracts.map(({ name, operations }) => {
        const simulated = operations.filter(({ handler }) => handler).length;
        return { name, simulated, total: operations.length, others: operations.length - simulated };
      });
      for (const { name, simulated, total, others } of counts) {
        const { text } = await server.request('GET', `/docs/${name}`);
        const note = `${simulated} of ${total} operations are simulated. The other ${others} `;
        // Where every operation is simulated there is nothing to say.
        t.equal(text.includes(note), others > 0, name);
      }
      const { total, others } = counts.find(({ name }) => name === 'esper')!;
      const page = await open(`${origin}/docs/esper`);
      t.equal(await page.locator('.opblock').count(), total);
      t.equal(await page.locator('.opblock', { hasText: 'not simulated' }).count(), others);
      t.equal(await page.locator('.not-simulated .opblock').count(), others);
      await page.close();
    },
  );

  await t.test(
    'a search finds operations by words of their name, path, summary and description',
    async (t) => {
      const page = await open(`${origin}/docs/esper`);
      const field = page.getByLabel('Search operations');
      const shown = async () => {
        const ids = await page
          .locator('.opblock')
          .evaluateAll((blocks) => blocks.map(({ id }) => id));
        return ids.map((id) => id.split('-').at(-1)).sort();
      };
      const { body } = await server.request('GET', '/openapi/esper.json');
      const all = Object.entries<Record<string, PublishedOperation>>(body.paths).flatMap(
        ([path, item]) =>
          Object.entries(item).map(([method, operation]) => ({ ...operation, method, path })),
      );
      const word = (text: string | undefined) => /[a-z]{4,}/i.exec(text ?? '')?.[0] ?? '';
      const { operationId, path, summary, description } = all.find((each) => each.description)!;
      for (const text of [operationId.toUpperCase(), path, `${word(description)}  ${summary}`]) {
        await field.fill(text);
        await page.getByText(/^\d+ of \d+ operations$/).waitFor();
        t.ok((await shown()).includes(operationId), text);
      }
      const words = ['delete', 'user'];
      await field.fill(words.join(' '));
      const expected = all.filter((each) => {
        const fields = [
          ...each.tags,
          each.method,
          each.path,
          each.operationId,
          each.summary,
          each.description,
        ];
        return words.every((each) => fields.join(' ').toLowerCase().includes(each));
      });
      await page
        .getByText(`${expected.length} of ${all.length} operations`, { exact: true })
        .waitFor();
      t.strictSame(await shown(), expected.map((each) => each.operationId).sort());
      await page.reload();
      await page
        .getByText(`${expected.length} of ${all.length} operations`, { exact: true })
        .waitFor();
      await field.fill('no such words');
      await page.getByText('No operation has these words').waitFor();
      t.equal(await page.locator('.opblock').count(), 0);
      await page.close();
    },
  );

  await t.test('a page of another origin cannot show them in a frame', async (t) => {
    const foreign = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(
        `<iframe src="${origin}/docs"></iframe><iframe src="${origin}/docs/esper"></iframe>`,
      );
    });
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    t.teardown(() => foreign.close());
    const page = await browser.newPage();
    const refusals: string[] = [];
    page.on('console', (message) => refusals.push(message.text()));
    await page.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`);
    await page.waitForLoadState('networkidle');
    const [, ...frames] = page.frames();
    t.equal(frames.length, 2);
    for (const frame of frames) t.match(frame.url(), /^chrome-error:/);
    t.equal(refusals.filter((text) => text.includes("frame-ancestors 'self'")).length, 2);
    await page.close();
  });

  await t.test('a server with an admin token asks for it', async (t) => {
    const page = await open(`${guardedOrigin}/docs/b2core#/Profiles/listProfiles`);
    const status = page.getByRole('status');
    t.match(await status.innerText(), /requires its admin token/);
    t.notOk(await page.locator('#persona').isVisible());
    const signIn = async (token: string) => {
      await page.getByLabel('admin token').fill(token);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForLoadState('networkidle');
    };
    await signIn('wrong');
    await status.getByText('does not accept this admin token').waitFor();
    t.equal(await storedItems(page), '{} {}', 'a wrong token is not stored');
    await signIn('correct');
    await page.locator('#persona').waitFor();
    t.notOk(await status.isVisible());
    t.equal((await execute(page)).status, '200');
    t.equal(await storedItems(page), '{"understudy-admin-token":"correct"} {}');
    await page.goto(`${guardedOrigin}/docs/sim#/clock/getClock`);
    await page.waitForSelector('.opblock.is-open .opblock-body');
    await page.waitForLoadState('networkidle');
    t.equal((await execute(page)).status, '200', 'the control plane gets the admin token');
    await page.close();
  });

  await t.test('the page says why there is no persona', async (t) => {
    const page = await browser.newPage();
    await page.route('**/_sim/personas', (route) => route.fulfill({ json: [] }));
    await page.goto(`${origin}/docs/esper`);
    await page.getByText('The sandbox default has no persona of this API.').waitFor();
    await page.unroute('**/_sim/personas');
    const detail = 'Without an admin token, only this machine may call the control plane';
    await page.route('**/_sim/personas', (route) =>
      route.fulfill({ status: 403, json: { detail } }),
    );
    await page.reload();
    await page.getByText(`No persona is signed in: ${detail}`).waitFor();
    t.notOk(await page.getByLabel('admin token').isVisible(), 'no token would be accepted');
    await page.close();
  });

  await t.test(
    "a token that has expired by the sandbox's clock is replaced before a call",
    async (t) => {
      const page = await open(`${origin}/~expiry/docs/b2core#/Profiles/listProfiles`);
      let loads = 0;
      const tokens: (string | undefined)[] = [];
      page.on('request', (request) => {
        if (request.url().endsWith('/_sim/personas')) loads += 1;
        if (request.url().includes('/profiles')) tokens.push(request.headers().authorization);
      });
      t.equal((await execute(page)).status, '200');
      t.equal(loads, 0, 'a valid token is used again, although it has expired by other clocks');
      // The second persona is a disabled app, which is refused whatever its token is.
      for (const [persona, seconds, expected] of [
        [0, 590, '200'],
        [0, 600, '200'],
        [1, 3600, '401'],
      ] as const) {
        await page.selectOption('#persona', { index: persona });
        const url = '/~expiry/_sim/clock/advance';
        t.equal((await server.request('POST', url, { body: { seconds } })).status, 200);
        const { status, curl } = await execute(page);
        t.equal(status, expected, `after ${seconds} seconds`);
        t.match(curl, String(tokens.at(-1)), 'the cURL command has the new token');
        t.equal(await page.evaluate("document.getElementById('persona').selectedIndex"), persona);
      }
      t.equal(loads, 3);
      t.equal(new Set(tokens).size, 4);
      await page.close();
    },
  );

  await t.test('a GET with a body has a cURL command instead of the button', async (t) => {
    const page = await open(`${origin}/~curl/docs/kajeet#/auth/getTokenByGet`);
    const operation = page.locator('.opblock.is-open');
    t.equal(await operation.getByRole('button', { name: 'Execute' }).count(), 0);
    const command = await operation.locator('.opblock-description pre').innerText();
    const [, url = '', headers = '', body = ''] =
      /^curl -X GET '([^']+)' \\\n {2}-H '([^']+)' \\\n {2}-d '([^']+)'\s*$/.exec(command) ?? [];
    t.match(url, `${origin}/~curl/`);
    const [name = '', value = ''] = headers.split(': ');
    const response = await server.request('GET', url.slice(origin.length), {
      headers: { [name]: value, 'content-length': String(body.length) },
      body,
    });
    t.match(response, { status: 200, body: { token: String } });
    t.strictSame(await violations(page, '.opblock.is-open'), []);
    await page.close();
  });

  await t.test('pages are accessible, fit narrow windows and load nothing else', async (t) => {
    for (const [url, width] of [
      [`${origin}/docs`, 390],
      [`${origin}/docs/esper#/User/getUsers`, 390],
      [`${guardedOrigin}/docs/sim#/sandboxes/createSandbox`, 1280],
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      const foreign: string[] = [];
      page.on('request', (request) => {
        const isOwn = [origin, guardedOrigin].some((base) => request.url().startsWith(base));
        if (!isOwn && !request.url().startsWith('data:')) foreign.push(request.url());
      });
      await page.goto(url);
      if (url.includes('#')) await page.waitForSelector('.opblock.is-open .opblock-body');
      await page.waitForLoadState('networkidle');
      if (url.endsWith('getUsers')) {
        await parameter(page, 'limit').locator('input').fill('1');
        await execute(page);
      }
      t.strictSame(await violations(page), [], url);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      t.equal(overflow, 0, `${url} at ${width} pixels`);
      t.strictSame(foreign, []);
      await page.close();
    }
  });
});

interface PublishedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
}

/** Executes the open operation, and returns what Swagger UI shows. */
async function execute(page: Page) {
  const operation = page.locator('.opblock.is-open');
  const clear = operation.getByRole('button', { name: 'Clear' });
  if (await clear.isVisible()) await clear.click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  const response = operation.locator('.live-responses-table .response');
  await response.waitFor();
  const read = async (locator: Locator) => (await locator.innerText()).trim();
  return {
    status: (await read(response.locator('.response-col_status'))).slice(0, 3),
    text: await read(response.locator('.response-col_description')),
    url: await read(operation.locator('.request-url pre')),
    curl: await read(operation.locator('.curl')),
  };
}

/** The items of the session storage and of the local storage. */
function storedItems(page: Page): Promise<string> {
  return page.evaluate("JSON.stringify(sessionStorage) + ' ' + JSON.stringify(localStorage)");
}
