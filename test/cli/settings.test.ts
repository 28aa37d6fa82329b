import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import * as config from '../../src/config/load.js';
import { contracts } from '../../src/contracts/index.js';

const loadConfig = (args: string[], env: Record<string, string>) =>
  config.loadConfig(args, env, contracts);
const resolveConfig = (options: object) => config.resolveConfig({ ...options }, contracts);

/** The error message for an invalid setting; empty for a valid one. */
function refusal(args: string[], env: Record<string, string> = {}): string {
  try {
    loadConfig(args, env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

t.test('the defaults are the documented ones', async (t) => {
  t.match(loadConfig([], {}), {
    port: 4010,
    host: 'localhost',
    data: undefined,
    defaultData: '.understudy',
    ephemeral: false,
    seed: 1,
    devices: 499,
    clock: 'running',
    logLevel: 'info',
    contracts: { kajeet: { maxLimit: 100, emptySearch: 404 } },
  });
});

t.test('flags win over variables, variables over the config file', async (t) => {
  const file = join(t.testdir({}), 'understudy.json');
  writeFileSync(
    file,
    JSON.stringify({ port: 1, seed: 2, devices: 3, kajeet: { maxLimit: 4, emptySearch: 200 } }),
  );
  const read = loadConfig(['--config', file, '--port', '10', '--kajeet-max-limit=40'], {
    UNDERSTUDY_PORT: '11',
    UNDERSTUDY_SEED: '12',
    UNDERSTUDY_KAJEET_MAX_LIMIT: '41',
    PORT: '13',
  });
  t.match(read, {
    port: 10,
    seed: 12,
    devices: 3,
    contracts: { kajeet: { maxLimit: 40, emptySearch: 200 } },
  });
  t.equal(loadConfig([], { PORT: '13', UNDERSTUDY_PORT: '11' }).port, 11);
  t.equal(loadConfig([], { PORT: '13' }).port, 13);
  t.equal(loadConfig([], { UNDERSTUDY_CONFIG: file }).devices, 3);
});

/** What a server with this environment warns of. */
function warnings(env: Record<string, string>): string[] {
  const messages: string[] = [];
  config.loadConfig([], env, contracts, (message) => messages.push(message));
  return messages;
}

t.test('HOST, which shells set to the name of the machine, is not read', async (t) => {
  t.equal(loadConfig([], { HOST: 'x86_64-conda-linux-gnu' }).host, 'localhost');
  t.equal(loadConfig([], { UNDERSTUDY_HOST: '0.0.0.0' }).host, '0.0.0.0');
});

t.test('variables that a container platform sets for a Service are ignored', async (t) => {
  const service = {
    UNDERSTUDY_PORT: 'tcp://10.96.12.3:4010',
    UNDERSTUDY_PORT_4010_TCP: 'tcp://10.96.12.3:4010',
    UNDERSTUDY_PORT_4010_TCP_ADDR: '10.96.12.3',
    UNDERSTUDY_PORT_4010_TCP_PORT: '4010',
    UNDERSTUDY_PORT_4010_TCP_PROTO: 'tcp',
    UNDERSTUDY_SERVICE_HOST: '10.96.12.3',
    UNDERSTUDY_SERVICE_PORT: '4010',
    UNDERSTUDY_SERVICE_PORT_HTTP: '4010',
    UNDERSTUDY_WEB_PORT: 'tcp://10.96.12.4:80',
    UNDERSTUDY_WEB_SERVICE_HOST: '10.96.12.4',
  };
  t.equal(loadConfig([], service).port, 4010);
  t.equal(loadConfig([], { ...service, PORT: '5000' }).port, 5000);
  const messages = warnings(service);
  t.equal(messages.length, 1, 'with one warning');
  t.match(messages[0], /^UNDERSTUDY_PORT and 9 more .* Service called understudy/);
  t.match(refusal([], { UNDERSTUDY_PORT: 'x' }), /^UNDERSTUDY_PORT must be /);
});

t.test('a variable that is no setting is ignored with a warning', async (t) => {
  t.strictSame(warnings({ UNDERSTUDY_DEVICE: '5', UNDERSTUDY_ZZZZZZZZZ: '1' }), [
    'UNDERSTUDY_DEVICE is ignored: it is not a setting; did you mean UNDERSTUDY_DEVICES?',
    'UNDERSTUDY_ZZZZZZZZZ is ignored: it is not a setting',
  ]);
  t.strictSame(
    warnings({
      UNDERSTUDY_DEVICES: '5',
      UNDERSTUDY_PROT: '',
      UNDERSTUDY_URL: 'http://127.0.0.1:4010',
      UNDERSTUDY_TOKEN_KAJEET_ADMIN: 'x',
      UNDERSTUDYING: 'x',
      PATH: '/bin',
    }),
    [],
    'others are none of its business',
  );
});

t.test('every setting is a flag and a variable of the same name', async (t) => {
  for (const { flag, variable, schema } of config.settingsOf(contracts)) {
    t.equal(variable, `UNDERSTUDY_${flag.toUpperCase().replaceAll('-', '_')}`);
    t.ok(schema.description, flag);
  }
});

t.test('boolean settings are set by flags, negated flags and variables', async (t) => {
  t.equal(loadConfig(['--ephemeral'], {}).ephemeral, true);
  t.equal(loadConfig(['--no-fork-unknown'], {}).forkUnknown, false);
  for (const [spelling, value] of [
    ['1', true],
    ['true', true],
    ['0', false],
    ['false', false],
  ] as const) {
    t.equal(loadConfig([], { UNDERSTUDY_EPHEMERAL: spelling }).ephemeral, value, spelling);
  }
});

t.test('an invalid setting is refused in one line that says what would pass', async (t) => {
  for (const [args, expected] of [
    [['--port', 'abc'], '--port must be a whole number from 0 to 65535, not "abc"'],
    [['--port', '70000'], '--port must be a whole number from 0 to 65535, not 70000'],
    [['--devices', '1000001'], '--devices must be a whole number from 0 to 1000000, not 1000001'],
    [
      ['--log-level', 'loud'],
      '--log-level must be one of silent, fatal, error, warn, info, debug, trace, not "loud"',
    ],
    [['--kajeet-empty-search', '500'], '--kajeet-empty-search must be one of 404, 200, not 500'],
    [
      ['--clock', 'noon'],
      'clock must be running, frozen, frozen-now or an ISO time such as 2026-03-10T16:00:00.000Z, not "noon"',
    ],
    [
      ['--prot', '1'],
      "Unknown option '--prot'; did you mean --port? understudy start --help lists the flags.",
    ],
    [['--data'], /^Option '--data <value>' argument missing\. understudy start --help/],
    [
      ['--port', 'x', '--clock', 'noon', '--trust-proxy', 'nginx', '--allow-host', '*'],
      /^--port must be .*; clock must be .*; trustProxy must be .*; allowHost must be /,
    ],
    [['--seed', '-1'], /--seed/],
    [['--clock', '2026-02-30T00:00:00Z'], /^clock must be/],
    [['--clock', '1969-01-01'], /^clock must be/],
    [['--admin-token', 'a b'], /--admin-token/],
    [['extra'], /Unexpected argument 'extra'/],
    [['--port'], /--port/],
  ] as const) {
    t.match(refusal([...args]), expected);
    t.notMatch(refusal([...args]), '\n');
  }
  t.equal(
    refusal(['--port', 'x'], { UNDERSTUDY_SEED: 'y' }),
    '--port must be a whole number from 0 to 65535, not "x"; UNDERSTUDY_SEED must be a whole number from 0, not "y"',
    'all of them',
  );
  t.notMatch(refusal([], { UNDERSTUDY_ADMIN_TOKEN: '', UNDERSTUDY_PORT: 'x' }), 'ADMIN');
});

t.test('an invalid config file is refused', async (t) => {
  const folder = t.testdir({
    'no.json': '{',
    'list.json': '[]',
    'typo.json': '{"prot": 1}',
    'type.json': '{"port": "4010"}',
    'deep.json': '{"kajeet": {"max": 1}}',
  });
  for (const [name, expected] of [
    ['absent.json', /cannot be read/],
    ['no.json', /cannot be read/],
    ['list.json', /must hold a JSON object/],
    ['typo.json', /^prot in .* is not a setting; did you mean port\?$/],
    ['type.json', /^port in .* must be a whole number from 0 to 65535, not "4010"$/],
    ['deep.json', /^kajeet.max in .* is not a setting/],
  ] as const) {
    t.match(refusal(['--config', join(folder, name)]), expected);
  }
});

t.test('settings that a program passes are validated strictly', async (t) => {
  t.throws(() => resolveConfig({ port: '1' }), {
    message: 'port must be a whole number from 0 to 65535, not "1"',
  });
  t.throws(() => resolveConfig({ kajeet: { maxLimit: 0 } }), { message: /^kajeet.maxLimit/ });
  t.throws(() => resolveConfig({ nothing: 1 }), { message: /^nothing is not a setting/ });
  t.equal(resolveConfig({ adminToken: undefined }).adminToken, undefined);
});
