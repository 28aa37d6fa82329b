import Database from 'better-sqlite3';
import t from 'tap';
import { contracts } from '../../src/contracts/index.js';
import { SeededRandom } from '../../src/lib/seeded-random.js';
import { allCollections } from '../../src/simulator/contract/contract.js';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { response } from '../esper/samples.js';
import { kajeet, page } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

/** How many changed documents of each collection are imported. */
const samples = Number(process.env.MUTATIONS ?? 8);

type World = Awaited<ReturnType<typeof startInjected>>;

/** Values that a field of a document may be replaced by. */
const values: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e300, 2 ** 53, '', 'x', '\u0000', '\ud800', 'x'.repeat(100_000)],
  ...[[], [null], {}, { a: { b: 1 } }, '9999-99-99', '999999999999'],
];

/** Every way to change one field of a JSON object, one level deep and in the objects and arrays below it. */
function* mutations(value: unknown, path: readonly string[] = []): Generator<[string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  const copy = (change: (into: Record<string, unknown>) => void) => {
    const result = structuredClone(value) as Record<string, unknown>;
    change(result);
    return result;
  };
  for (const key of Object.keys(value)) {
    const at = [...path, key].join('.');
    if (!Array.isArray(value)) yield [`without ${at}`, copy((into) => delete into[key])];
    for (const other of values) {
      const text = JSON.stringify(other).slice(0, 40);
      yield [
        `${at} = ${text}`,
        copy((into) => {
          into[key] = other;
        }),
      ];
    }
    const field = (value as Record<string, unknown>)[key];
    for (const [what, changed] of mutations(field, [...path, key])) {
      yield [
        what,
        copy((into) => {
          into[key] = changed;
        }),
      ];
    }
  }
  if (!Array.isArray(value))
    yield [
      `${path.join('.')} with one more key`,
      copy((into) => {
        into.unknown = 1;
      }),
    ];
}

/** Calls that read and write every collection, and move the clock past everything that is scheduled. */
async function useSandbox(
  small: World,
  name: string,
): Promise<{ readonly call: string; readonly status: number }[]> {
  const { send } = small.sandbox(name);
  const group = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
  const summer = { startDate: '2026-06-20', endDate: '2026-08-31' };
  const calls: [string, string, unknown?, string?][] = [
    ['GET', '/_sim/personas'],
    ...['kajeet', 'esper', 'b2core'].map((contract): [string, string, unknown] => [
      'POST',
      '/_sim/tokens',
      { contract },
    ]),
    ['GET', '/_sim/outbox'],
    ['GET', '/_sim/faults'],
    ['GET', `/_sim/sandboxes/${name}`],
    ['GET', `${group}${page()}`],
    ['GET', `${group}/totals`],
    ['GET', `${group}/5212671508`],
    ['GET', `${group}${page({ export: 'CSV' })}`],
    ['PUT', `${group}/note`, { mdns: ['521-267-1508'], note: 'x' }],
    ['PUT', `${group}/status`, { bulkSelection: { selectAll: true }, status: 'SUSPENDED' }],
    ['GET', `${kajeet}/v1.0/manage-profile/deviceStatusMessage/`],
    ['GET', `${kajeet}/v1.0/manage-profile/securityInformation/`],
    ['PUT', `${kajeet}/v1.0/manage-profile/summerSuspension`, summer],
    ['POST', `${kajeet}/v1.0/manage-profile/summerSuspension`, summer],
    [
      'POST',
      `${kajeet}/v1.0/auth/token`,
      { username: 'dana.whitfield', password: 'demo-dana.whitfield' },
    ],
    ['POST', `${kajeet}/v1.0/auth/passwordReset`, { username: 'dana.whitfield' }],
    ['GET', `${esper}/user/?ordering=email`],
    ['POST', `${esper}/user/`, { username: 'new.user', profile: { role: 'Viewer' } }],
    ['PATCH', `${esper}/user/4001/`, { last_name: 'Changed' }],
    ['GET', `${b2core}/profiles?sort_by=name`],
    ['POST', `${b2core}/profiles`, { firstName: 'New', countryNumericCode: '840' }],
    ['GET', `${b2core}/countries?limit=100`, undefined, 'ja'],
    ['GET', `${b2core}/regions`],
    ['POST', '/_sim/faults', { match: { contract: 'esper' }, effect: { delayMs: 0 } }],
    ['POST', '/_sim/clock/advance', { duration: 'P400D' }],
    ['GET', '/_sim/journal'],
    ['POST', `/_sim/sandboxes/${name}/reset`],
  ];
  const failed: { call: string; status: number }[] = [];
  for (const [method, url, body, language] of calls) {
    const headers: Record<string, string> = language ? { 'accept-language': language } : {};
    const { status } = await send(method, url, { body, headers }).catch(() => ({ status: 0 }));
    if (status >= 500 && status !== 501) failed.push({ call: `${method} ${url}`, status });
  }
  return failed;
}

/** A sandbox that has documents in every collection, with every optional part. */
async function exportLively(small: World): Promise<Buffer> {
  const { send } = small.sandbox('lively');
  const profile = `${kajeet}/v1.0/manage-profile`;
  const status = { mdns: ['521-267-1508'], status: 'SUSPENDED', reason: 'in repair' };
  await send('PUT', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/status`, { body: status });
  await send('POST', '/_sim/clock/advance', { body: { duration: 'P1D' } });
  const minted = await send('POST', '/_sim/tokens', {
    body: { contract: 'kajeet', expiresIn: null },
  });
  const { token } = minted.body;
  const post = (url: string, body: object) => send('POST', url, { token, body });
  await post(`${profile}/summerSuspension`, { startDate: '2026-06-20', endDate: '2026-08-31' });
  await post(`${profile}/deviceStatusMessage/`, { message: 'Hello', extra: { deep: [1] } });
  await post(`${profile}/contactInformation/`, { city: 'Rochester' });
  await post(`${profile}/securityInformation/`, { secretQuestionId: 1, secretAnswer: 'Biscuit' });
  const logoImage = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
  await post(`${kajeet}/v1.0/accountSettings/deviceGroups`, { description: 'Night', logoImage });
  await post(`${kajeet}/v1.0/auth/acceptTermsAndConditions`, {});
  await send('POST', `${kajeet}/v1.0/auth/passwordReset`, { body: { username: 'dana.whitfield' } });
  await send('POST', `${esper}/user/`, { body: { username: 'new', profile: { role: 'Viewer' } } });
  const emms = `${esper}/v0/enterprise/${response.profile.enterprise}/emm`;
  const [emm] = (await send('GET', emms)).body.results;
  const webToken = { emm: emm.id, parent_url: 'https://console.northstar.example/' };
  await send('POST', `${emms}/${emm.id}/webtoken/`, { body: webToken });
  const contacts = [{ key: 'email', value: 'client@email.com' }];
  await send('POST', `${b2core}/profiles`, { body: { firstName: 'Ana', contacts } });
  const rule = {
    match: { path: '/nowhere', body: { a: [1] } },
    effect: { delayMs: 1 },
    when: { times: 1 },
  };
  await send('POST', '/_sim/faults', { body: rule });
  return (await small.app.fastify.inject('/_sim/sandboxes/lively/export')).rawPayload;
}

/** The bytes of a database after a statement. */
function changed(bytes: Buffer, statement: string, ...values: (string | number)[]): Buffer {
  const db = new Database(bytes);
  db.prepare(statement).run(...values);
  const result = db.serialize();
  db.close();
  return result;
}

t.test('an import with a changed document is refused, or causes no failures', async (t) => {
  const small = await startInjected(t, { devices: 20 });
  const exported = await exportLively(small);
  const source = new Database(exported, { readonly: true });
  t.teardown(() => source.close());
  let accepted = 0;
  let refused = 0;
  for (const { name } of allCollections(contracts)) {
    const rows = source
      .prepare(`SELECT seq, wire, internal FROM ${name} ORDER BY seq DESC LIMIT 1`)
      .all()
      .concat(source.prepare(`SELECT seq, wire, internal FROM ${name} ORDER BY seq LIMIT 1`).all());
    t.ok(rows.length > 0, `${name} has documents`);
    const all = (rows as { seq: number; wire: string; internal: string }[]).flatMap((row) =>
      [...mutations({ wire: JSON.parse(row.wire), internal: JSON.parse(row.internal) })].map(
        ([what, document]) => ({ what, seq: row.seq, document }),
      ),
    );
    const dice = new SeededRandom(Number(process.env.MUTATION_SEED ?? 1), `mutations of ${name}`);
    for (let sample = 0; sample < samples; sample++) {
      const { what, seq, document } = dice.pick(all);
      const { wire, internal } = document as { wire: unknown; internal: unknown };
      const body = changed(
        exported,
        `UPDATE ${name} SET wire = ?, internal = ? WHERE seq = ?`,
        JSON.stringify(wire) ?? '',
        JSON.stringify(internal) ?? '',
        seq,
      );
      const imported = await small.request('POST', '/_sim/sandboxes/mutant/import', {
        headers: { 'content-type': 'application/vnd.sqlite3' },
        body,
      });
      if (imported.status === 400) {
        refused++;
        continue;
      }
      accepted++;
      t.equal(imported.status, 201, `${name}: ${what}`);
      t.strictSame(await useSandbox(small, 'mutant'), [], `${name}: ${what}`);
      await small.request('DELETE', '/_sim/sandboxes/mutant');
    }
  }
  t.ok(refused > 0 && accepted > 0, `${refused} refused, ${accepted} accepted`);
});
