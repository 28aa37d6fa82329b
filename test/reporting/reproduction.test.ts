import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
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
const unsimulated = `${esper}/enterprise/1/device/1/initialtemplate/`;
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
  'not-simulated': {
    defective: { start: (send) => send('GET', unsimulated) },
    robust: { start: (send) => send('GET', oneRegion) },
  },
  'unneeded-scope': {
    defective: { start: (send) => send('GET', totals, { as: 'org_super' }) },
    robust: { start: (send) => send('GET', totals, reader) },
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

/** A client of a server elsewhere, which has a token for each scope. */
function connect(origin: string): Send {
  const tokens = new Map<string, string>();
  const tokenFor = async (url: string, as: string | undefined) => {
    const contract = Object.entries({ kajeet, esper, b2core }).find(([, mount]) =>
      url.startsWith(mount),
    )?.[0];
    const key = `${contract} ${as}`;
    const body = { contract, ...(as !== undefined && { scope: as }) };
    const token = tokens.get(key) ?? (await send('POST', '/_sim/tokens', { body })).body.token;
    tokens.set(key, token);
    return token;
  };
  const send: Send = async (method, url, { as, token, body } = {}) => {
    const isControl = url.startsWith('/_sim');
    const bearer = isControl ? undefined : (token ?? (await tokenFor(url, as ?? undefined)));
    const response = await fetch(`${origin}${url}`, {
      method,
      headers: {
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status } = response;
    const headers = Object.fromEntries(response.headers);
    return { status, headers, text, body: /^[[{]/.test(text) ? JSON.parse(text) : undefined };
  };
  return send;
}

/** `npx` runs the package of this project, and says so, because what is written to the shell before is read by the outer one. */
const programs = join(folder, 'programs');
mkdirSync(programs);
const cli = `${process.execPath} ${projectFile('dist/bundle/cli.js')}`;
writeFileSync(join(programs, 'npx'), `#!/bin/sh\nshift\necho npx\nexec ${cli} "$@"\n`, {
  mode: 0o755,
});

/** A shell that is typed into. */
function openShell() {
  const env = { PATH: `${programs}:${process.env.PATH}`, HOME: process.env.HOME };
  const shell = spawn('sh', [], { cwd: folder, env, stdio: ['pipe', 'pipe', 'ignore'] });
  let output = '';
  const waiting = new Set<() => void>();
  shell.stdout.on('data', (data) => {
    output += data;
    for (const check of waiting) check();
  });
  /** Waits for a line that only what was typed since the last call prints, and returns what it and the lines before it say. */
  const read = (pattern: RegExp) =>
    new Promise<string[]>((resolve) => {
      const check = () => {
        const found = pattern.exec(output);
        if (!found) return;
        waiting.delete(check);
        const before = output.slice(0, found.index);
        output = output.slice(found.index + found[0].length);
        resolve([before, ...found.slice(1)]);
      };
      waiting.add(check);
      check();
    });
  const ended = new Promise<void>((resolve) => shell.on('close', () => resolve()));
  return {
    /** Types a line that opens another shell. */
    async enter(line: string) {
      shell.stdin.write(`${line}\n`);
      await read(/npx\n/);
    },
    /** Types a line, and returns its exit code and output. */
    async run(line: string) {
      shell.stdin.write(`${line}\necho "exit code $?"\n`);
      const [output = '', code] = await read(/exit code (\d+)\n/);
      return { output, code: Number(code) };
    },
    async close(line: string) {
      shell.stdin.end(`${line}\n`);
      await ended;
    },
  };
}

/** Types every line of a finding into a shell, with a client where they say so, and returns what each line did. */
async function follow({ reproduce }: Finding, { start, goOn }: Client) {
  const shell = openShell();
  const results: { readonly line: string; readonly output: string; readonly code: number }[] = [];
  let send: Send | undefined;
  for (const line of reproduce) {
    if (line.endsWith('-- sh')) await shell.enter(line);
    else if (line === 'exit') await shell.close(line);
    else results.push({ line, ...(await shell.run(line)) });
    const [origin] = /http:\S+/.exec(results.at(-1)?.output ?? '') ?? [];
    if (line.startsWith('echo')) send = connect(String(origin));
    if (send && line.startsWith('# Run the client')) await start(send);
    if (send && line.startsWith('# Let the client go on')) await goOn?.(send);
  }
  return results;
}

const server = await startListening(t);

for (const [code, each] of Object.entries(cases))
  t.test(`the lines of ${code} show the defect, and that it is mended`, async (t) => {
    const [finding, ...others] = await findingOf(each);
    t.equal(finding?.code, code);
    t.strictSame(others, []);
    if (!finding) return;
    const shown = await follow(finding, each.defective);
    const last = shown.pop();
    const report = shown.pop();
    t.match(last?.line, '# The server stops');
    t.match(report, { code: 1, output: `[${code}]` });
    for (const { line, code } of shown) t.equal(code, 0, line);
    const mended = (await follow(finding, each.robust)).at(-2);
    t.match(mended, { code: 0, output: 'Passed:' });
    if (code === 'unneeded-scope') {
      const token = shown.find(({ output }) => output.startsWith('ey'))?.output.split('.')[1];
      const claims = Buffer.from(String(token), 'base64url').toString();
      t.match(claims, '"scope":"readonly"', 'the token is one that is enough');
    }
  });
