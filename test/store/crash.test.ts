import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { sendJson, startProcess } from '../support/server-process.js';

/** A hundred take minutes: `CRASHES=100 npm run test:file -- test/store/crash.test.ts --timeout=900`. */
const crashes = Number(process.env.CRASHES ?? 12);

const post = (url: string, body: object, token?: string) => sendJson('POST', url, body, token);

t.test(
  `killed in the middle of writes, ${crashes} times: every acknowledged write is stored, and the file is intact`,
  { timeout: 900_000 },
  async (t) => {
    const data = mkdtempSync(join(tmpdir(), 'understudy-crash-'));
    t.teardown(() => rmSync(data, { recursive: true, force: true }));
    const acknowledged = new Set<string>();
    for (let crash = 0; crash < crashes; crash++) {
      const { url, kill } = await startProcess(t, data);
      if (crash === 0) await post(`${url}/_sim/sandboxes`, { name: 'kept' });
      const base = `${url}/~kept`;
      const { body: issued } = await post(`${base}/_sim/tokens`, { contract: 'b2core' });
      let onFirst = () => {};
      const first = new Promise<void>((resolve) => {
        onFirst = resolve;
      });
      const write = async (lane: number) => {
        for (let turn = 0; ; turn++) {
          const uuid = `${crash}-${lane}-${turn}`;
          const { status } = await post(`${base}/v1/profiles`, { uuid }, issued.token);
          if (status !== 201) continue;
          acknowledged.add(uuid);
          onFirst();
        }
      };
      const lanes = [0, 1, 2, 3].map((lane) => write(lane).catch(() => {}));
      // Each kill comes at another moment after the first write, which takes longest.
      await first;
      await new Promise((resolve) => setTimeout(resolve, 15 + (crash % 10) * 7));
      await kill();
      await Promise.all(lanes);
    }
    const db = new Database(join(data, 'sandboxes', 'kept.sqlite'));
    t.strictSame(db.pragma('integrity_check'), [{ integrity_check: 'ok' }]);
    const stored = new Set(db.prepare('SELECT uuid FROM b2core_profiles').pluck().all());
    db.close();
    t.ok(acknowledged.size > crashes, `${acknowledged.size} writes were acknowledged`);
    const missing = [...acknowledged].filter((uuid) => !stored.has(uuid));
    t.strictSame(missing, []);
  },
);

t.test(
  `killed in the middle of changes, ${crashes} times: each is complete or absent, and no acknowledged change is lost`,
  { timeout: 900_000 },
  async (t) => {
    const data = mkdtempSync(join(tmpdir(), 'understudy-crash-'));
    t.teardown(() => rmSync(data, { recursive: true, force: true }));
    const begin = async () => {
      const server = await startProcess(t, data);
      const { body: issued } = await post(`${server.url}/_sim/tokens`, { contract: 'kajeet' });
      const devices = `${server.url}/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD`;
      const call = (method: string, path: string, body?: object) =>
        sendJson(method, `${devices}${path}`, body, issued.token);
      const list = async () =>
        (await call('GET', '?offset=0&limit=16&sort=MDN&sortDir=ASC')).body.devices;
      return { ...server, call, list };
    };
    const acknowledged = new Map<number, number>();
    let sent = 0;
    for (let crash = 0; crash < crashes; crash++) {
      const { kill, call, list } = await begin();
      const mdns = (await list()).map(({ mdn }: { mdn: string }) => mdn);
      const write = async (lane: number) => {
        const pair = mdns.slice(2 * lane, 2 * lane + 2);
        for (;;) {
          const number = ++sent;
          const { status } = await call('PUT', '/nickname', { mdns: pair, nickname: `${number}` });
          if (status === 200) acknowledged.set(lane, number);
        }
      };
      const lanes = [0, 1, 2, 3, 4, 5].map((lane) => write(lane).catch(() => {}));
      await new Promise((resolve) => setTimeout(resolve, 15 + (crash % 10) * 7));
      await kill();
      await Promise.all(lanes);

      const after = await begin();
      const names = (await after.list()).map(({ nickname }: { nickname: string }) => nickname);
      for (const [lane, number] of acknowledged) {
        const [one, other] = names.slice(2 * lane, 2 * lane + 2);
        t.equal(one, other, 'a change of two devices is atomic');
        t.ok(Number(one) >= number, `${one} is no older than ${number}`);
      }
      await after.kill();
    }
    t.ok(acknowledged.size > 0, `${sent} changes were sent`);
  },
);
