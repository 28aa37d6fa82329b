import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';

const cli = new URL('../dist/bundle/cli.js', import.meta.url).pathname;
/** A hundred take minutes: `CRASHES=100 npx tap --timeout=900 test/crash.test.ts`. */
const crashes = Number(process.env.CRASHES ?? 12);

/** Starts a server on a data folder; tells where it is and what kills it at once. */
async function start(t: { teardown(work: () => unknown): void }, data: string) {
  const args = [
    cli,
    'start',
    '--port',
    '0',
    '--data',
    data,
    '--devices',
    '20',
    '--clock',
    'frozen',
  ];
  const env = { ...process.env, NODE_OPTIONS: '', PORT: '', HOST: '' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
      const [, found] = /"url":"([^"]+)"/.exec(said) ?? [];
      if (found) resolve(found);
    });
    child.once('close', (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { url, kill };
}

const post = async (url: string, body: object, token = '') => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as { token: string } };
};

t.test(
  `killed in the middle of writes, ${crashes} times: every acknowledged write is there, the file is intact`,
  { timeout: 900_000 },
  async (t) => {
    const data = mkdtempSync(join(tmpdir(), 'understudy-crash-'));
    t.teardown(() => rmSync(data, { recursive: true, force: true }));
    const acknowledged = new Set<string>();
    for (let crash = 0; crash < crashes; crash++) {
      const { url, kill } = await start(t, data);
      if (crash === 0) await post(`${url}/_sim/sandboxes`, { name: 'kept' });
      const base = `${url}/~kept`;
      const { body: minted } = await post(`${base}/_sim/tokens`, { contract: 'b2core' });
      const write = async (lane: number) => {
        for (let turn = 0; ; turn++) {
          const uuid = `${crash}-${lane}-${turn}`;
          const { status } = await post(`${base}/v1/profiles`, { uuid }, minted.token);
          if (status === 201) acknowledged.add(uuid);
        }
      };
      const lanes = [0, 1, 2, 3].map((lane) => write(lane).catch(() => {}));
      // A different moment each time, from the first writes on.
      await new Promise((resolve) => setTimeout(resolve, 15 + (crash % 10) * 7));
      await kill();
      await Promise.all(lanes);
    }
    const db = new Database(join(data, 'sandboxes', 'kept.sqlite'));
    t.strictSame(db.pragma('integrity_check'), [{ integrity_check: 'ok' }]);
    const kept = new Set(db.prepare('SELECT uuid FROM b2core_profiles').pluck().all());
    db.close();
    t.ok(acknowledged.size > crashes, `${acknowledged.size} writes were acknowledged`);
    const lost = [...acknowledged].filter((uuid) => !kept.has(uuid));
    t.strictSame(lost, []);
  },
);
