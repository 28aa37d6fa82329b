import t from 'tap';
import { startInjected } from '../support/app.js';
import { example } from '../support/example-request.js';
import { operations } from '../support/operations.js';
import { growth, shortestTime } from '../support/timing.js';

/** JSON texts of a given length that cost a careless server most. The example body has each of its values replaced. */
const bodies: Readonly<Record<string, (length: number) => string>> = {
  'a list of wrong items': (length) => `[${Array(Math.floor(length / 10)).fill('123456789')}]`,
  'a list of texts': (length) => `[${Array(Math.floor(length / 18)).fill('"355737360073462"')}]`,
  'a list of objects': (length) =>
    `[${Array(Math.floor(length / 20)).fill('{"a":1,"b":"cdefg"}')}]`,
  'a long text': (length) => JSON.stringify('a@'.repeat(length / 2)),
  'many keys': (length) =>
    `{${Array.from({ length: Math.floor(length / 12) }, (_, index) => `"k${index}":1`)}}`,
  'deep nesting': (length) => `${'['.repeat(length / 2)}${']'.repeat(length / 2)}`,
};
const lists: Readonly<Record<string, (length: number) => string>> = {
  'a long list': (length) => 'a,'.repeat(length / 2),
  'a list of numbers': (length) => '7,'.repeat(length / 2),
  'question marks': (length) => '?'.repeat(length),
};

const server = await startInjected(t, {}, { validateResponses: false });
const { send } = server.sandbox();
const simulated = operations.filter(({ operation }) => operation.handler);

/** A large input that takes at most so many milliseconds is not compared with a small one. */
const quick = 100;

/** A large input must take at most so many times the time of a tenth of it: ten would be linear, a hundred quadratic. */
const maxGrowth = 25;

/** Sends an input of `length` characters, and one of a tenth of it if that takes long. Returns what is wrong, if anything. */
async function testGrowth(
  name: string,
  length: number,
  request: (length: number) => ReturnType<typeof send>,
): Promise<string | undefined> {
  const run = async (size: number) => {
    const { status, text } = await request(size);
    if (status >= 500 && status !== 501 && status !== 507)
      throw new Error(`${name}: ${status} ${text.slice(0, 200)}`);
  };
  if ((await shortestTime(1, () => run(length))) <= quick) return undefined;
  const factor = await growth(length / 10, run);
  return factor > maxGrowth ? `${name}: ${factor.toFixed()} times the time` : undefined;
}

t.test('a large body takes time in proportion to its length', async (t) => {
  const headers = { 'content-type': 'application/json' };
  for (const { contract, operation, name } of simulated) {
    const { url, body } = example(contract, operation);
    if (!body || operation.config.acceptsBinary || operation.config.acceptsFile) continue;
    const as = operation.config.access.allow?.[0];
    const slow: unknown[] = [];
    for (const [kind, make] of Object.entries(bodies)) {
      for (const key of [undefined, ...Object.keys(body as object)]) {
        const textOf = (length: number) =>
          key === undefined
            ? make(length)
            : `${JSON.stringify({ ...(body as object), [key]: 0 }).replace(/\}$/, '')},${JSON.stringify(key)}:${make(length)}}`;
        slow.push(
          await testGrowth(`${name} with ${kind} in ${key ?? 'the body'}`, 150_000, (length) =>
            send(operation.method, url, { as, headers, body: textOf(length) }),
          ),
        );
      }
    }
    t.same(slow.filter(Boolean), [], name);
  }
});

t.test('a long query or header takes time in proportion to its length', async (t) => {
  for (const { contract, operation, name } of simulated) {
    if (operation.method !== 'GET' || operation.schema.body) continue;
    const { url } = example(contract, operation);
    const as = operation.config.access.allow?.[0];
    const slow: unknown[] = [];
    for (const [kind, make] of Object.entries(lists)) {
      for (const key of [...Object.keys(operation.schema.querystring?.properties ?? {}), 'x']) {
        slow.push(
          await testGrowth(`${name} with ${kind} in ${key}`, 15_000, (length) =>
            send('GET', `${url}${url.includes('?') ? '&' : '?'}${key}=${make(length)}`, { as }),
          ),
        );
      }
      slow.push(
        await testGrowth(`${name} with ${kind} of languages`, 15_000, (length) =>
          send('GET', url, { as, headers: { 'accept-language': make(length) } }),
        ),
      );
    }
    t.same(slow.filter(Boolean), [], name);
  }
});

t.test('200,000 wrong items are refused before they are validated', async (t) => {
  const { contract, operation } = simulated.find(
    ({ operation: { schema } }) => schema.operationId === 'updateNickname',
  )!;
  const body = { mdns: Array(200_000).fill(1), nickname: 'a' };
  const { url } = example(contract, operation);
  const refused = await send('PUT', url, { body });
  t.equal(refused.status, 400);
  t.match(refused.body.message, /body has more than 25000 items and keys/);
  const tooLong = await send('PUT', url, {
    body: { ...body, mdns: Array(10_001).fill('521-267-1508') },
  });
  t.equal(tooLong.status, 400);
  t.match(tooLong.text, /mdns has 10001 items; it must have at most 10000/);
  const longest = await send('PUT', url, {
    body: { ...body, mdns: Array(10_000).fill('521-267-1508') },
  });
  t.match(longest, { status: 200, body: { updated: 1 } });
});
