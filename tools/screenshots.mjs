import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { createUnderstudy } from '../dist/bundle/index.js';

/*
 * Takes the pictures of the README: `npm run build && node tools/screenshots.mjs`. They show pages of the console after calls that
 * apps and learners could have made. The environment variable CHROMIUM names another browser.
 */

const folder = join(dirname(fileURLToPath(import.meta.url)), '../docs/images');
const names = ['Ada Ling', 'Ben Okafor', 'Chloe Martin', 'Dev Patel', 'Elif Kaya', 'Finn Olsen'];
const moreNames = [
  'Grace Kim',
  'Hugo Silva',
  'Ines Costa',
  'Jonas Weber',
  'Kira Novak',
  'Leo Rossi',
];
const clock = '2026-03-10T15:00:00Z';

const understudy = await createUnderstudy();
const { url } = understudy;
const control = async (method, path, body) => {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response.status === 204 ? undefined : response.json();
};

/** Sends calls as personas of a sandbox. */
async function callerIn(sandbox) {
  const personas = await control('GET', `/~${sandbox}/_sim/personas`);
  return (persona, method, path, body) => {
    const { token } = personas.find((each) => `${each.contract} ${each.name}` === persona) ?? {};
    if (persona && !token) throw new Error(`there is no persona ${persona}`);
    return fetch(`${url}/~${sandbox}${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    }).then((response) => response.text());
  };
}

const devices = '/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD';
const suspension = { mdns: ['521-267-1508'], status: 'SUSPENDED', reason: 'Lost on the bus' };

/** What an app for school devices could have called, with what goes wrong while it is built. */
async function callAsAnApp(sandbox) {
  const call = await callerIn(sandbox);
  await call('kajeet org_super', 'GET', `${devices}/totals`);
  await call('kajeet org_super', 'GET', `${devices}?offset=0&limit=25&sort=MDN&sortDir=ASC`);
  await call(
    'kajeet readonly',
    'GET',
    `${devices}?offset=0&limit=25&sort=LAST_30_DAYS_USED&sortDir=DESC`,
  );
  await call('kajeet readonly', 'PUT', `${devices}/status`, suspension);
  await call('esper Enterprise Admin', 'GET', '/api/user/?limit=5&ordering=last_name');
  await call('esper Viewer', 'GET', '/api/user/?limit=5&role=everyone');
  await call(
    'b2core trusted client',
    'GET',
    '/v1/profiles?limit=5&sort_by=lastName&filter[enabled]=1',
  );
  await call(undefined, 'GET', '/v1/profiles');
  await call('kajeet org_tech', 'GET', `${devices}?offset=0&limit=-1`);
  await control('POST', `/~${sandbox}/_sim/faults`, {
    match: { operationId: 'listProfiles' },
    effect: { status: 503, retryAfter: 30 },
    when: { times: 2 },
  });
  for (let count = 0; count < 2; count++)
    await call('b2core trusted client', 'GET', '/v1/profiles?limit=5');
  await call('b2core trusted client', 'GET', '/v1/profiles?limit=5');
  await call('kajeet org_super', 'GET', `${devices}/totals`);
  await control('DELETE', `/~${sandbox}/_sim/faults`);
}

/** A class whose learners are at different places of an exercise. */
async function createClass() {
  for (const [index, learner] of [...names, ...moreNames].entries()) {
    const name = `class-4b-${learner.toLowerCase().replace(' ', '-')}`;
    await control('POST', '/_sim/sandboxes', {
      name,
      label: `Class 4b, ${learner}`,
      key: true,
      clock,
    });
    if (index === 7) continue;
    const call = await callerIn(name);
    for (let count = 0; count <= (index * 5) % 9; count++) {
      await call('kajeet org_super', 'GET', `${devices}/totals`);
      if ((index + count) % 3 === 0)
        await call('kajeet readonly', 'PUT', `${devices}/status`, suspension);
      if ((index + count) % 4 === 0)
        await call('esper Enterprise Admin', 'GET', '/api/user/?limit=5');
    }
    if (index % 5 === 1) await control('POST', `/~${name}/_sim/clock/advance`, { days: index });
    if (index === 4) {
      await control('POST', `/~${name}/_sim/scenarios/vendor-outage`);
      await call('kajeet org_super', 'GET', `${devices}/totals`);
    }
  }
}

const browser = await chromium.launch({
  executablePath: [process.env.CHROMIUM ?? '/usr/bin/chromium', chromium.executablePath()].find(
    existsSync,
  ),
  args: ['--no-sandbox'],
});

async function take(name, place, ready, prepare = async () => {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    deviceScaleFactor: 1.3,
    colorScheme: 'light',
  });
  const page = await context.newPage();
  await page.goto(`${url}/#/${place}`);
  await page.locator(ready).first().waitFor();
  await prepare(page);
  await page.waitForLoadState('networkidle').catch(() => {});
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
}

mkdirSync(folder, { recursive: true });
await control('POST', '/_sim/sandboxes', {
  name: 'devices-app',
  clock,
});
await callAsAnApp('devices-app');
await createClass();
await take('console-calls', 'calls?sandbox=devices-app', '.table tbody tr');
await take('console-world', 'world?sandbox=devices-app', 'h1');
await take('console-learners', 'learners?class=Class+4b', '.last-operation');
await browser.close();
await understudy.close();
