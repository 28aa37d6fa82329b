import { createHash, createHmac } from 'node:crypto';
import t from 'tap';
import { b2core } from '../b2core/api.js';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const signingKey = 'known to the test';
const key = createHash('sha256').update(`understudy ${signingKey}`).digest('hex');
const server = await startInjected(t, { signingKey });

/** Signs any payload, also one that a library refuses to sign. */
function signRaw(payload: string): string {
  const parts = ['{"alg":"HS256","typ":"JWT"}', payload];
  const text = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

const iat = 1_773_158_400;
const odd: readonly object[] = [
  ...[7, {}, [], ['dana.whitfield'], null, true, '', { toString: 'x' }].map((sub) => ({ sub })),
  ...[-1, 1.5, 1e300, '1773158400', null, [iat]].map((value) => ({ iat: value })),
  ...['9999999999', -1, -1e300, 1e300, 1.5, null, [], {}].map((exp) => ({ exp })),
  ...['No Name', '-x', '', '../x', 'a'.repeat(64), 7, {}, ['x'], null].map((sandbox) => ({
    sandbox,
  })),
];
const vendorClaims = {
  kajeet: { sub: 'dana.whitfield', corpId: 'NORTHSTAR-ISD', scope: 'org_super', iat },
  b2core: { sub: 'northstar-portal', aud: 'b2core', iat },
};
const oddOfVendor = {
  kajeet: [
    ...[7, {}, ['NORTHSTAR-ISD'], null].map((corpId) => ({ corpId })),
    ...['', 'root', 'org_super root', 'org_super  org_tech', 7, ['org_super'], {}, null].map(
      (scope) => ({ scope }),
    ),
    ...[-1, 1.5, '1', [], {}, null, 1e300].map((passwordResets) => ({ passwordResets })),
  ],
  b2core: [7, ['b2core'], {}, null, 'kajeet'].map((aud) => ({ aud })),
};
const urls = {
  kajeet: `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`,
  b2core: `${b2core}/profiles`,
};

t.test('a signed token with claims of another form is 401 and creates no sandbox', async (t) => {
  const names = async () => {
    const { body } = await server.request('GET', '/_sim/sandboxes');
    return JSON.stringify(body).match(/"name":"[^"]*"/g);
  };
  const before = await names();
  for (const contract of ['kajeet', 'b2core'] as const) {
    const claims = vendorClaims[contract];
    const call = (token: string) =>
      server.request('GET', urls[contract], { headers: { authorization: `Bearer ${token}` } });
    t.equal((await call(signRaw(JSON.stringify(claims)))).status, 200, 'the claims are right');
    for (const change of [...odd, ...oddOfVendor[contract]]) {
      const { status } = await call(signRaw(JSON.stringify({ ...claims, ...change })));
      t.equal(status, 401, `${contract} ${JSON.stringify(change)}`);
    }
    for (const payload of ['[]', '7', 'null', '"text"', '{', '']) {
      t.equal((await call(signRaw(payload))).status, 401, `${contract} ${payload}`);
    }
  }
  t.strictSame(await names(), before);
});
