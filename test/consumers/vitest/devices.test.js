import { createUnderstudy } from 'api-understudy';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.useRealTimers());

for (const timers of ['real', 'fake'])
  test(`a request to a vendor API of a sandbox with ${timers} timers`, async () => {
    if (timers === 'fake') vi.useFakeTimers();
    const understudy = await createUnderstudy();
    const sandbox = understudy.sandbox('consumer');
    const authorization = `Bearer ${await sandbox.token()}`;
    const url = `${sandbox.url}/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD?offset=0&limit=5&sort=MDN&sortDir=ASC`;
    const response = await fetch(url, { headers: { authorization } });
    expect(response.status).toBe(200);
    await understudy.close();
  });
