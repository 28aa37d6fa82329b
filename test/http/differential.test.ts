import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startListening } from '../support/app.js';
import { compareServers } from '../support/fuzz/compare.js';

/** A longer run: `FUZZ_COUNT=100000 FUZZ_SEED=7 npm run test:file -- test/http/differential.test.ts --timeout=3600`. */
const count = Number(process.env.FUZZ_COUNT ?? 1500);
const seed = Number(process.env.FUZZ_SEED ?? 20261126);

const signingKey = 'of all servers';

/** Starts a server and returns its URL. */
async function start(settings: Record<string, unknown>): Promise<string> {
  const { app } = await startListening(
    t,
    { signingKey, ...settings },
    { validateResponses: false },
  );
  return `http://127.0.0.1:${(app.fastify.server.address() as AddressInfo).port}`;
}

t.setTimeout(3_600_000);

t.test('the response cache changes no status, header or body of any response', async (t) => {
  const urls = [
    await start({ responseCache: 'on' }),
    await start({ responseCache: 'off' }),
  ] as const;
  const { responses, statuses, difference } = await compareServers([...urls], {
    seed,
    count,
  });
  t.equal(difference, undefined);
  t.comment(`${responses} responses: ${JSON.stringify(statuses)}`);
});

t.test('a data folder gives the same responses as memory', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'understudy-fuzz-'));
  t.teardown(() => rmSync(data, { recursive: true, force: true }));
  const urls = [await start({}), await start({ ephemeral: false, data })] as const;
  const { responses, statuses, difference } = await compareServers([...urls], {
    seed: seed + 1,
    count,
    ignoredMembers: ['bytes'],
  });
  t.equal(difference, undefined);
  t.comment(`${responses} responses: ${JSON.stringify(statuses)}`);
});
