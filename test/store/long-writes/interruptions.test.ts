import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import t from 'tap';
import { kajeet } from '../../kajeet/api.js';
import { query, startInjected } from '../../support/app.js';
import { sendJson, startProcess } from '../../support/server-process.js';

const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const list = `${devices}${query({ sort: 'LAST_30_DAYS_USED', sortDir: 'DESC', export: 'CSV' })}`;

/** So many devices that a day takes longer than other requests may wait. */
const fleet = 3000;
const crashes = Number(process.env.CRASHES ?? 8);

t.test(
  `killed while a day passes, ${crashes} times: the old state or the new one is stored`,
  { timeout: 900_000 },
  async (t) => {
    const data = mkdtempSync(join(tmpdir(), 'understudy-crash-'));
    t.teardown(() => rmSync(data, { recursive: true, force: true }));
    let before: { now: string; text: string } | undefined;
    let isAcknowledged = false;
    let advanced = 0;
    let fullMs = 0;
    for (let crash = 0; crash < crashes; crash++) {
      // Later flags win.
      const server = await startProcess(t, data, { flags: ['--devices', String(fleet)] });
      const { body: issued } = await sendJson('POST', `${server.url}/_sim/tokens`, {
        contract: 'kajeet',
        expiresIn: null,
      });
      const read = async () => ({
        now: (await sendJson('GET', `${server.url}/_sim/clock`)).body.now as string,
        text: await (
          await fetch(`${server.url}${list}`, {
            headers: { authorization: `Bearer ${issued.token}` },
          })
        ).text(),
      });
      const after = await read();
      if (before) {
        const hasAdvanced = after.now !== before.now;
        if (hasAdvanced) advanced++;
        t.equal(after.text !== before.text, hasAdvanced, 'clock and usage belong together');
        if (isAcknowledged) t.ok(hasAdvanced, 'what was acknowledged is stored');
      }
      before = after;
      const advancing = sendJson('POST', `${server.url}/_sim/clock/advance`, { seconds: 86_400 });
      isAcknowledged = false;
      const startedAt = performance.now();
      const ended = advancing.then(
        () => {
          isAcknowledged = true;
        },
        () => {},
      );
      // The first day is complete; each kill after it comes at another moment.
      await Promise.race([
        ended,
        wait(crash === 0 ? 60_000 : (fullMs * crash) / crashes, undefined, { ref: false }),
      ]);
      if (crash === 0) fullMs = performance.now() - startedAt;
      await server.kill();
      await ended;
    }
    const db = new Database(join(data, 'sandboxes', 'default.sqlite'));
    t.strictSame(db.pragma('integrity_check'), [{ integrity_check: 'ok' }]);
    db.close();
    t.ok(advanced > 0, `${advanced} of ${crashes} days were complete`);
    const server = await startProcess(t, data, { flags: ['--devices', String(fleet)] });
    await server.kill();
    t.strictSame(
      readdirSync(join(data, 'sandboxes')).filter((name) => /copy/.test(name)),
      [],
      'a start removes what is left of a copy',
    );
  },
);

t.test('what is not complete when the server closes is refused and changes nothing', async (t) => {
  const data = t.testdir({});
  // A day of this fleet takes several times as long as the server waits for requests when it closes.
  const options = { ephemeral: false, data, devices: 5 * fleet };
  const first = await startInjected(t, options, { timeouts: { shutdownMs: 1 } });
  const before = await first.sandbox('default').send('GET', list);
  const advancing = first.request('POST', '/_sim/clock/advance', { body: { seconds: 86_400 } });
  await wait(10);
  const startedAt = performance.now();
  await first.app.fastify.close();
  t.ok(performance.now() - startedAt < 2000, 'within the grace time');
  t.match(await advancing, { status: 503, body: { detail: /server is stopping/ } });
  t.strictSame(
    readdirSync(join(data, 'sandboxes')).filter((name) => /copy/.test(name)),
    [],
  );
  const second = await startInjected(t, options);
  t.equal((await second.sandbox('default').send('GET', list)).text, before.text);
});

t.test('it ends within the grace time if that is long enough', async (t) => {
  const data = t.testdir({});
  const { app, request } = await startInjected(t, { ephemeral: false, data, devices: fleet });
  const advancing = request('POST', '/_sim/clock/advance', { body: { seconds: 86_400 } });
  await wait(10);
  await app.fastify.close();
  t.equal((await advancing).status, 200);
});
