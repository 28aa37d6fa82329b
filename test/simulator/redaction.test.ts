import t from 'tap';
import { diffRequest } from '../../src/simulator/journal/request-matcher.js';
import {
  fingerprintRedactor,
  hasFingerprint,
  redact,
  redactBody,
  stripFingerprints,
} from '../../src/simulator/redaction/redaction.js';
import { redactText, redactUrl } from '../../src/simulator/redaction/text-redaction.js';
import { growth } from '../support/timing.js';
import { otherNames, secretNames } from './secret-names.js';

const secret = 'hunter2-very-secret';
const claims = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
const token = `${claims}.${Buffer.from('{"sub":"dana"}').toString('base64url')}.c2lnbmF0dXJl`;

t.test('a header with the name of a secret is masked, any other is unchanged', async (t) => {
  for (const name of secretNames) t.strictSame(redact({ [name]: secret }), { [name]: '***' }, name);
  for (const name of otherNames) t.strictSame(redact({ [name]: secret }), { [name]: secret }, name);
  t.strictSame(redact({ 'set-cookie': [`a=${secret}`, 'b=2'] }), { 'set-cookie': '***' });
});

t.test('a secret in the query of a URL is masked, the rest of the URL is unchanged', async (t) => {
  for (const name of secretNames) {
    t.equal(redactUrl(`/users?limit=1&${name}=${secret}#top`), `/users?limit=1&${name}=***#top`);
  }
  for (const name of otherNames) {
    const url = `/users?${name}=${secret}&limit=1`;
    t.equal(redactUrl(url), url);
  }
  t.equal(redactUrl(`/users?a=1;password=${secret};b=2`), '/users?a=1;password=***;b=2');
  t.equal(redactUrl('/users/password/reset?limit=1'), '/users/password/reset?limit=1');
  t.equal(redactUrl('/users?password'), '/users?password');
  t.equal(redactUrl(`/users?pass%77ord=${secret}`), '/users?pass%77ord=***');
  t.equal(redactUrl('/users?a=1?password=b?c=d&e=f'), '/users?a=1?password=***&e=f');
  t.equal(redactUrl('/users?%zz=1&=2'), '/users?%zz=1&=2');
});

t.test('JSON is masked at every depth, and keeps its names and shape', async (t) => {
  const body = {
    username: 'dana',
    password: secret,
    cards: [{ cardNumber: 4111111111111111, cvv: '123', holder: 'Dana' }],
    nested: { token: { value: secret, parts: [secret, 7] }, tokenType: 'Bearer' },
    pin: null,
    secret: true,
    link: `https://example.com/?token=${secret}&page=2`,
  };
  t.strictSame(redact(body), {
    username: 'dana',
    password: '***',
    cards: [{ cardNumber: '***', cvv: '***', holder: 'Dana' }],
    nested: { token: '***', tokenType: 'Bearer' },
    pin: null,
    secret: true,
    link: 'https://example.com/?token=***&page=2',
  });
});

t.test('a value without a secret comes back equal', async (t) => {
  for (const value of [
    null,
    true,
    7,
    'plain text',
    [],
    {},
    ['521-267-1508'],
    { note: 'the password was changed', count: 2 },
    { text: 'eyJust.a.sentence' },
  ]) {
    t.strictSame(redact(value), value);
    t.strictSame(redactBody({ value }), { value });
  }
});

t.test('a JSON body that is a string or an array of strings is masked completely', async (t) => {
  t.equal(redactBody(secret), '***');
  t.strictSame(redactBody([secret, { note: 'kept' }, [secret]]), [
    '***',
    { note: 'kept' },
    ['***'],
  ]);
});

t.test('only the secrets of forms, malformed JSON and other text are masked', async (t) => {
  for (const [text, expected] of [
    [`username=dana&password=${secret}&page=2`, 'username=dana&password="***"&page=2'],
    [`{"username": "dana", "password": "${secret}"`, '{"username": "dana", "password": "***"'],
    [`{"username": "dana", "password": "${secret}`, '{"username": "dana", "password": "***"'],
    [`{'pin': '1234', 'note': 'kept'}`, `{'pin': "***", 'note': 'kept'}`],
    [`password: ${secret}\nnote: kept`, 'password: "***"\nnote: kept'],
    ['{"token": 123456, "note": "kept"}', '{"token": "***", "note": "kept"}'],
    [
      `<login a="b"><user>dana</user>\n<password>${secret}</password></login>`,
      '<login a="b"><user>dana</user>\n<password>***</password></login>',
    ],
    [`<x:Password Type="a b">${secret}</x:Password>`, '<x:Password Type="a b">***</x:Password>'],
    [`<token a="b"><![CDATA[${secret}]]></token>`, '<token a="b">***</token>'],
    ['what is this', 'what is this'],
    ['name=a&note=b', 'name=a&note=b'],
  ] as const) {
    t.equal(redactText(text), expected, text);
  }
  t.equal(
    redactText(`{"password": "a \\"${secret}\\" b", "note": 1}`),
    '{"password": "***", "note": 1}',
  );
  t.equal(redactText(secret), '***', 'one word may be a secret that was sent as it is');
});

t.test('a token is masked wherever it is, and the text around it is unchanged', async (t) => {
  t.equal(redact(`the token ${token} has expired`), 'the token *** has expired');
  t.equal(redactText(`the token ${token}, and ${token}.`), 'the token ***, and ***.');
  t.strictSame(redact({ message: [`"${token}"`] }), { message: ['"***"'] });
  const unsigned = token.slice(0, token.lastIndexOf('.') + 1);
  t.notMatch(String(redact(`unsigned ${unsigned} here`)), claims);
  t.equal(redact(`${claims} alone`), `${claims} alone`, 'a single part is not a token');
});

t.test('a secret in any part of a URL is masked', async (t) => {
  const nested = encodeURIComponent(`https://a/?password=${secret}`);
  const json = encodeURIComponent(JSON.stringify({ password: secret }));
  for (const [url, expected] of [
    [`/users/${token}/cards`, '/users/***/cards'],
    [`/users?q=${token}&a=1`, '/users?q=***&a=1'],
    [`/users?redirect=${nested}&a=1`, '/users?redirect=***&a=1'],
    [`/users?redirect=${encodeURIComponent(nested)}`, '/users?redirect=***'],
    [`/users?redirect=https://a/x%3Fpassword=${secret}`, /^\/users\?redirect=[^&]*\*\*\*$/],
    [`/users?q=${json}`, '/users?q=***'],
    [`/users/${nested}/cards`, '/users/***/cards'],
    [`/users?user[pin]=${secret}`, '/users?user[pin]=***'],
    [`https://dana:${secret}@example.com/a`, 'https://dana:***@example.com/a'],
    [`https://dana:a@${secret}@example.com/a`, 'https://dana:***@example.com/a'],
    [
      `https://example.com/#access_token=${secret}&a=1`,
      'https://example.com/#access_token=***&a=1',
    ],
    [`https://example.com/#/home?pin=${secret}`, 'https://example.com/#/home?pin=***'],
    ['/users?q=100%25&at=a%40b.example&u=%zz', '/users?q=100%25&at=a%40b.example&u=%zz'],
    ['https://example.com:8080/a@b', 'https://example.com:8080/a@b'],
  ] as const) {
    t.match(redactUrl(url), expected, url);
    t.match(redact({ referer: url }), { referer: expected }, url);
  }
  for (const text of [`see https://dana:${secret}@example.com/`, `a=1&redirect=${nested}`])
    t.notMatch(redactText(text), secret, text);
});

t.test('a secret in an array, an object or a part of a malformed text is masked', async (t) => {
  const part = (name: string, value: string) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  for (const [text, expected] of [
    [`{"tokens": ["a", "${secret}"], "note": "kept"`, '{"tokens": "***", "note": "kept"'],
    [`{"token": {"a": ["b]", "${secret}"]}, "note": 1,}`, '{"token": "***", "note": 1,}'],
    [`{"token": [{"a": 1}, "${secret}`, '{"token": "***"'],
    [`{"new password": "${secret}", }`, '{"new password": "***", }'],
    [`{"p\\u0061ssword": "${secret}", }`, '{"p\\u0061ssword": "***", }'],
    [`a=1&p%61ssword=${secret}&b=2`, 'a=1&p%61ssword="***"&b=2'],
    [`user[password]=${secret},${secret}&b=2`, 'user[password]="***"&b=2'],
    [`Authorization: Bearer ${secret}\nnote: kept`, 'Authorization: "***"\nnote: kept'],
    [
      `${part('user', 'dana')}${part('password', `${secret}\r\n${secret}`)}${part('note', '{"pin": 1}')}--x--`,
      `${part('user', 'dana')}${part('password', '***')}${part('note', '{"pin": "***"}')}--x--`,
    ],
    [part('password', secret).slice(0, -2), part('password', '***').slice(0, -2)],
  ] as const) {
    t.equal(redactText(text), expected, text);
  }
  t.strictSame(redact({ data: `{"password":"${secret}"}` }), { data: '{"password":"***"}' });
});

t.test('a fingerprint identifies a secret until it is stripped', async (t) => {
  const fingerprint = (text: string) =>
    `${Buffer.from(text).toString('base64url')}${'x'.repeat(22)}`.slice(0, 22);
  const redactor = fingerprintRedactor(fingerprint);
  const body = { user: 'dana', password: secret, list: [{ token: 'other' }] };
  const stored = redact(body, redactor);
  t.notMatch(JSON.stringify(stored), secret);
  t.strictSame(redact(body, redactor), stored, 'equal secrets have equal fingerprints');
  t.notSame(redact({ ...body, password: 'another-one-entirely' }, redactor), stored);
  t.ok(hasFingerprint(stored));
  t.strictSame(stripFingerprints(stored), {
    user: 'dana',
    password: '***',
    list: [{ token: '***' }],
  });
  t.notOk(hasFingerprint(stripFingerprints(stored)));
  t.notOk(hasFingerprint(redact(body)), 'the plain mask has no fingerprint');
  t.notOk(hasFingerprint(undefined));
});

t.test('ten times the text takes about ten times the time', async (t) => {
  const texts = [
    '?',
    '&',
    ';',
    '=',
    'a',
    '?a=',
    ' ',
    '"',
    "'",
    '\\',
    '"\\"',
    'password=',
    'a: ',
    '-',
  ];
  const tokens = ['eyJ', 'eyJaaaaaaaa.b.c ', '.', '***#'];
  texts.push(
    '%',
    '%25',
    '%3D',
    'a%',
    '://',
    '://a:',
    '@',
    '://a:b@',
    '#',
    '[',
    '{',
    'token:[',
    '\\u0061',
  );
  texts.push('<', '</', '<a ', '<password>', '<a:', '<password>a</', '<![CDATA[');
  texts.push('--', '--a\n', '\r\n', 'name=', 'name="', 'content-disposition:\n--a\n', '"a":', '".');
  for (const unit of [...texts, ...tokens, 'password="', '"password', 'a=1?', '/?']) {
    const make = (size: number) => unit.repeat(Math.ceil(size / unit.length));
    const read = await growth(20_000, (size) => redactUrl(make(size)));
    t.ok(read < 40, `redactUrl ${unit}: ${read.toFixed(1)} times`);
    const body = await growth(20_000, (size) => redactText(`x ${make(size)}`));
    t.ok(body < 40, `redactText ${unit}: ${body.toFixed(1)} times`);
    const form = await growth(20_000, (size) =>
      redactText(`--a\ncontent-disposition: b\n${make(size)}`),
    );
    t.ok(form < 40, `redactText of a form ${unit}: ${form.toFixed(1)} times`);
    const all = await growth(20_000, (size) => redact({ [make(size)]: make(size) }));
    t.ok(all < 40, `redact ${unit}: ${all.toFixed(1)} times`);
  }
  const call = { contract: 'a', operationId: null, method: 'GET', callerNames: [], query: {} };
  const glob = await growth(5000, (size) =>
    diffRequest(
      { path: `${'a*'.repeat(size)}b` },
      { ...call, path: 'a'.repeat(2 * size), headers: {}, body: undefined },
    ),
  );
  t.ok(glob < 40, `a path pattern: ${glob.toFixed(1)} times`);
  const long = await growth(3000, (size) =>
    diffRequest(
      { path: `*${'a'.repeat(size)}b${'a'.repeat(size)}*` },
      { ...call, path: 'a'.repeat(5 * size), headers: {}, body: undefined },
    ),
  );
  t.ok(long < 40, `a path pattern with a long part: ${long.toFixed(1)} times`);
});
