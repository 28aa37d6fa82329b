import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import type { Finding } from '../../schemas/control/report.js';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { kajeet, page } from '../kajeet/api.js';
import { type Send, startListening } from '../support/app.js';
import { projectFile } from '../support/project-file.js';

const folder = mkdtempSync(join(tmpdir(), 'understudy-test-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

/** A client: what it does when it is started, and when it goes on later. */
interface Client {
  readonly start: (send: Send) => Promise<unknown>;
  readonly goOn?: (send: Send) => Promise<unknown>;
}

const profiles = `${b2core}/profiles`;
const totals = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`;
const devices = (offset: number) =>
  `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ limit: 100, offset })}`;
const body = { firstName: 'Ana', countryNumericCode: '276' };
const reader = { as: 'readonly' };
const viewer = { as: 'Group Viewer' };
const oneRegion = `${b2core}/regions?limit=1`;

/** A client with each defect and one without, and what makes the defect show. */
const cases: Readonly<
  Record<string, { readonly effect?: object; readonly defective: Client; readonly robust: Client }>
> = {
  'repeated-write': {
    effect: { match: { operationId: 'createProfile' }, effect: { status: 504, after: true } },
    defective: {
      async start(send) {
        if ((await send('POST', profiles, { body })).status === 504)
          await send('POST', profiles, { body });
      },
    },
    robust: {
      async start(send) {
        if ((await send('POST', profiles, { body })).status !== 504) return;
        const found = await send('GET', `${profiles}?filter[firstName]=Ana&limit=100`);
        if (found.body.length === 0) await send('POST', profiles, { body });
      },
    },
  },
  'paging-not-followed': {
    defective: { start: (send) => send('GET', devices(0), reader) },
    robust: {
      async start(send) {
        for (let offset = 0; offset < 500; offset += 100)
          await send('GET', devices(offset), reader);
      },
    },
  },
  'unknown-parameter': {
    defective: { start: (send) => send('GET', `${esper}/user/?limit=1000&serch=a`, viewer) },
    robust: { start: (send) => send('GET', `${esper}/user/?limit=1000&ordering=id`, viewer) },
  },
  'expired-token': {
    defective: {
      start: (send) => send('GET', totals, reader),
      goOn: (send) => send('GET', totals, reader),
    },
    robust: {
      start: (send) => send('GET', totals, reader),
      async goOn(send) {
        if ((await send('GET', totals, reader)).status !== 401) return;
        const request = { contract: 'kajeet', scope: 'readonly' };
        const { token } = (await send('POST', '/_sim/tokens', { body: request })).body;
        await send('GET', totals, { token });
      },
    },
  },
  'ignored-retry-after': {
    effect: { match: { operationId: 'listRegions' }, effect: { status: 429, retryAfter: 5 } },
    defective: {
      async start(send) {
        if ((await send('GET', oneRegion)).status === 429) await send('GET', oneRegion);
      },
    },
    robust: {
      async start(send) {
        const { status, headers } = await send('GET', oneRegion);
        if (status !== 429) return;
        const seconds = Number(headers['retry-after']);
        await send('POST', '/_sim/clock/advance', { body: { seconds } });
        await send('GET', oneRegion);
      },
    },
  },
};

/** The finding of a client, as the server reports it. */
async function findingOf({ effect, defective }: (typeof cases)[string]): Promise<Finding[]> {
  const { send } = server.sandbox();
  if (effect) await send('POST', '/_sim/faults', { body: { ...effect, when: { times: 1 } } });
  await defective.start(send);
  if (defective.goOn) await send('POST', '/_sim/clock/advance', { body: { duration: 'P2D' } });
  await defective.goOn?.(send);
  return (await send('GET', '/_sim/report')).body.findings;
}

/** Does what the lines of a finding say, with a client, and returns the exit code and the output of the last one. */
async function follow(t: Test, { reproduce, calls }: Finding, { start, goOn }: Client) {
  const again = await startListening(t, { report: join(folder, 'runs') });
  const { send } = again.sandbox(calls[0]?.[0]?.sandbox);
  const url = again.app.fastify.listeningOrigin;
  let last = { code: -1, output: '' };
  for (const line of reproduce) {
    if (line.startsWith('# Run the client')) await start(send);
    if (line.startsWith('# Let the client go on')) await goOn?.(send);
    // The server is there already.
    const isSetup =
      line.startsWith('npx api-understudy start') || line.startsWith('UNDERSTUDY_URL=');
    if (!line.startsWith('#') && !isSetup) last = await runLine(line, url);
  }
  return last;
}

async function runLine(line: string, url: string) {
  const script = `set -e\nnpx() { shift; "$NODE" "$CLI" "$@"; }\n${line}`;
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NODE: process.execPath,
    CLI: projectFile('dist/bundle/cli.js'),
    UNDERSTUDY_URL: url,
  };
  const child = spawn('sh', ['-c', script], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  const output = await text(child.stdout);
  return { code: await ended, output };
}

const server = await startListening(t);

for (const [code, each] of Object.entries(cases))
  t.test(`the lines of ${code} show the defect, and that it is mended`, async (t) => {
    const [finding, ...others] = await findingOf(each);
    t.equal(finding?.code, code);
    t.strictSame(others, []);
    if (!finding) return;
    const shown = await follow(t, finding, each.defective);
    t.equal(shown.code, 1, shown.output);
    t.match(shown.output, `[${code}]`);
    const mended = await follow(t, finding, each.robust);
    t.equal(mended.code, 0, mended.output);
    t.match(mended.output, 'Passed:');
  });

t.test('the token of unneeded-scope is one with the scope that is enough', async (t) => {
  const { send } = server.sandbox();
  await send('GET', totals, { as: 'org_super' });
  const [finding] = (await send('GET', '/_sim/report')).body.findings as Finding[];
  t.match(finding?.description, 'deviceTotals');
  const line = finding?.reproduce.find((each) => each.startsWith('TOKEN='));
  const { output } = await runLine(`${line}\necho "$TOKEN"`, server.app.fastify.listeningOrigin);
  const [, claims = ''] = output.split('.');
  t.equal(JSON.parse(String(Buffer.from(claims, 'base64url'))).scope, 'readonly');
});
