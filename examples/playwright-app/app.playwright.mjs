import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { test as base, expect } from '@playwright/test';
import { connectUnderstudy } from 'api-understudy';

const types = { html: 'text/html', js: 'text/javascript' };

/** Serves the app, as the server of a bundler does in development. */
async function serveApp() {
  const server = createServer(async ({ url }, response) => {
    const name = new URL(url, 'http://localhost').pathname.slice(1);
    const type = types[name.split('.').at(-1)];
    if (!type) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type });
    response.end(await readFile(new URL(name, import.meta.url)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** `open` shows the app, which calls the sandbox of the test. */
const test = base.extend({
  understudy: [
    async ({}, use) => {
      const understudy = await connectUnderstudy({ url: process.env.UNDERSTUDY_URL });
      await use(understudy);
      await understudy.close();
    },
    { scope: 'worker' },
  ],
  sandbox: async ({ understudy }, use, { title }) => {
    const sandbox = understudy.sandbox(title);
    await use(sandbox);
    await sandbox.delete();
  },
  app: [
    async ({}, use) => {
      const server = await serveApp();
      await use(`http://127.0.0.1:${server.address().port}/app.html`);
      server.close();
    },
    { scope: 'worker' },
  ],
  open: async ({ page, sandbox, app }, use) => {
    const personas = await sandbox.personas();
    const { username, password } = personas.find(({ name }) => name === 'org_super');
    await use(async () => {
      const query = new URLSearchParams({ api: sandbox.url, user: username, password });
      await page.goto(`${app}?${query}`);
      await expect(page.getByRole('status')).toHaveText('25 devices');
    });
  },
});

test('shows the devices', async ({ page, open }) => {
  await open();
  await expect(page.getByRole('listitem')).toHaveCount(25);
});

test('asks to try again', async ({ page, open, sandbox }) => {
  await open();
  await sandbox.clock.advance({ days: 2 });
  for (const text of ['Something went wrong, please try again', /please try again/]) {
    const answered = page.waitForResponse(/devices/);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await answered;
    await expect(page.getByRole('status')).toHaveText(text);
  }
});
