const { get } = require('node:http');
const { createUnderstudy } = require('api-understudy');

const devices =
  '/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD?offset=0&limit=5&sort=MDN&sortDir=ASC';

function status(url, headers) {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) =>
      response.resume().on('end', () => resolve(response.statusCode)),
    ).on('error', reject);
  });
}

let understudy;
beforeAll(async () => {
  understudy = await createUnderstudy();
});
afterAll(() => understudy.close());

test('a request to a vendor API of a sandbox', async () => {
  const sandbox = understudy.sandbox('consumer');
  const authorization = `Bearer ${await sandbox.token()}`;
  expect(await status(`${sandbox.url}${devices}`, { authorization })).toBe(200);
  // The environment jsdom has no fetch.
  if (typeof window !== 'undefined') return;
  const response = await fetch(`${sandbox.url}${devices}`, { headers: { authorization } });
  expect(response.status).toBe(200);
});

test('fake timers', async () => {
  jest.useFakeTimers();
  const second = await createUnderstudy();
  const sandbox = second.sandbox('consumer');
  const authorization = `Bearer ${await sandbox.token()}`;
  expect(await status(`${sandbox.url}${devices}`, { authorization })).toBe(200);
  await second.close();
  jest.useRealTimers();
});
