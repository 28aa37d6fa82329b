import t from 'tap';
import { SeededRandom } from '../../../src/lib/seeded-random.js';
import { kajeet } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const devices = '/_sim/data/kajeet/devices';
const groups = ['NORTHSTAR-ISD', 'NORTHSTAR-HIGH', 'NORTHSTAR-BUS', 'NORTHSTAR-SPARE'];
const statuses = ['active', 'suspended', 'lost_stolen'];
const labelIds = [11, 12, 18, 21];
const names = ['Bus 47', 'bus 4711', 'Ünïcode 🚌', 'O\'Brien "Lab"', 'a%b_c', '統合テスト', ' '];

/** A device as plain fields, without those that other requests add. */
interface Device {
  [field: string]: unknown;
  key: string;
  corpId: string;
  status: string;
  onlineStatus: boolean;
  nickname?: string;
  monthlyAmountUsed: number;
  dayAmountUsed: number;
  last30DaysUsed?: number;
  labelIds: number[];
}

type Assertions = Pick<typeof t, 'equal' | 'match' | 'strictSame'>;
type Send = ReturnType<typeof server.sandbox>['send'];
type Shown = { wire: object; internal: object };

const flat = ({ wire, internal }: Shown) => ({ ...wire, ...internal }) as Device;

/** A plain model of the fleet: what the documentation says a write does, in the fewest words. */
class Model {
  readonly devices = new Map<string, Device>();

  patch(key: string, change: Partial<Device>): void {
    const before = this.devices.get(key) as Device;
    const after: Device = { ...before, ...change };
    if (change.nickname === null) delete after.nickname;
    after.monthlyAmountUsed = Math.max(after.monthlyAmountUsed, after.dayAmountUsed);
    if (after.last30DaysUsed !== undefined)
      after.last30DaysUsed = Math.max(after.last30DaysUsed, after.monthlyAmountUsed);
    this.devices.set(key, after);
  }

  matching(accepts: (device: Device) => boolean = () => true): Device[] {
    const found = [...this.devices.values()].filter(accepts);
    return found.sort((one, other) => (one.key < other.key ? -1 : 1));
  }
}

const descriptions: Record<string, string> = {};

/** Compares everything that shows the fleet with the model. */
async function compare(
  t: Assertions,
  send: Send,
  model: Model,
  random: SeededRandom,
): Promise<void> {
  const { body: all } = await send('GET', `${devices}?limit=1000`);
  const stored = all.documents.map(flat);
  const expected = model.matching();
  t.equal(all.total, expected.length, 'counted');
  for (const [index, device] of expected.entries()) {
    // `usage` is the start of a count, which no response shows.
    // The online status is computed when it is read.
    const { usage: _, corpDescription, onlineStatus: ___, ...rest } = stored[index] ?? {};
    const { corpDescription: __, onlineStatus: ____, ...fields } = device;
    if (JSON.stringify(sorted(rest)) !== JSON.stringify(sorted(fields)))
      t.strictSame(rest, fields, 'stored');
    if (corpDescription !== descriptions[device.corpId]) t.equal(corpDescription, device.corpId);
  }
  for (const corp of groups) {
    const inTree = model.matching(({ corpId }) =>
      corp === 'NORTHSTAR-ISD' ? corpId.startsWith('NORTHSTAR') : corpId === corp,
    );
    const totals = await send('GET', `${kajeet}/v1.0/devices/${corp}/totals`);
    t.match(totals.body, {
      active: inTree.filter(({ status }) => status === 'active').length,
      suspended: inTree.filter(({ status }) => status === 'suspended').length,
      total: inTree.length,
    });
    const text = random.pick(names);
    const label = random.pick(labelIds);
    const column = random.pick(['MDN', 'LAST_30_DAYS_USED', 'STATUS', 'DEVICE_NAME']);
    const query = new URLSearchParams({ offset: '0', limit: '100', sort: column, sortDir: 'DESC' });
    await compareList(t, send, { corp, query, expected: sortedBy(column, inTree) });
    query.set('labelIds', String(label));
    const labelled = inTree.filter((device) => device.labelIds.includes(label));
    await compareList(t, send, { corp, query, expected: sortedBy(column, labelled) });
    query.delete('labelIds');
    query.set('searchValue', text);
    const found = inTree.filter((device) =>
      searched(device).some((each) => each.includes(text.toLowerCase())),
    );
    await compareList(t, send, { corp, query, expected: sortedBy(column, found) });
    const own = model.matching(({ corpId, status }) => corpId === corp && status === 'suspended');
    const page = await send('GET', `${devices}?limit=1000&corpId=${corp}&status=suspended`);
    t.strictSame(
      page.body.documents.map(({ key }: Device) => key),
      own.map(({ key }) => key),
    );
  }
}

async function compareList(
  t: Assertions,
  send: Send,
  { corp, query, expected }: { corp: string; query: URLSearchParams; expected: Device[] },
): Promise<void> {
  const { status, body } = await send('GET', `${kajeet}/v1.0/devices/${corp}?${query}`);
  if (expected.length === 0) return void t.equal(status, 404);
  t.equal(body.totalCount, expected.length, String(query));
  t.strictSame(
    body.devices.map(({ key }: Device) => key),
    expected.slice(0, 100).map(({ key }) => key),
    String(query),
  );
}

/** The fields that the vendor's list searches. */
function searched(device: Device): string[] {
  const fields = [
    'mdn',
    'key',
    'esn',
    'imei',
    'nickname',
    'uicc',
    'imsi',
    'msisdn',
    'mac',
    'oemSerialNumber',
    'eid',
  ];
  return fields.flatMap((field) => (device[field] ? String(device[field]).toLowerCase() : []));
}

/** In descending order, nulls last, then by MDN. */
function sortedBy(column: string, list: Device[]): Device[] {
  const field =
    {
      MDN: 'key',
      LAST_30_DAYS_USED: 'last30DaysUsed',
      STATUS: 'status',
      DEVICE_NAME: 'deviceName',
    }[column] ?? '';
  const sortValue = (device: Device) => {
    const value = device[field] as string | number | undefined;
    return typeof value === 'string' ? value.toLowerCase() : value;
  };
  return [...list].sort((one, other) => {
    const [a, b] = [sortValue(one), sortValue(other)];
    if (a === b) return one.key < other.key ? 1 : -1;
    if (a === undefined) return 1;
    if (b === undefined) return -1;
    return a < b ? 1 : -1;
  });
}

function sorted(fields: object): [string, unknown][] {
  return Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Returns a change that follows the rules. */
function validChange(random: SeededRandom, device: Device): Partial<Device> {
  switch (random.integer(0, 6)) {
    case 0:
      return { nickname: random.pick(names) };
    case 1:
      return { status: random.pick(statuses) };
    case 2:
      return { corpId: random.pick(groups) };
    case 3:
      return { labelIds: labelIds.filter(() => random.oneIn(2)), note: random.pick(names) };
    case 4:
      return { monthlyAmountUsed: Math.ceil(device.dayAmountUsed) + random.integer(0, 9000) };
    case 5:
      return { dailyLimit: random.oneIn(2) ? null : random.integer(1, 500) };
    default:
      return { status: random.pick(statuses), corpId: random.pick(groups), mac: null };
  }
}

/** Changes that break a rule each. */
function invalidChange(random: SeededRandom, model: Model, device: Device): object {
  const other = random.pick(model.matching(({ key, imei }) => key !== device.key && Boolean(imei)));
  return random.pick([
    { status: 'lost' },
    { corpId: 'NOWHERE' },
    { labelIds: [999] },
    { imei: other.imei },
    { mdn: other.mdn },
    { key: other.key },
    { nickname: 'x', nicknam: 'y' },
    { monthlyAmountUsed: -1 },
    { dayAmountUsed: 50_000, monthlyAmountUsed: 10 },
    { corpId: 'METRO-TRANSIT', labelIds: [12] },
  ]);
}

/** One sandbox and its model, which the same steps change. */
class Session {
  readonly model = new Model();
  readonly #t: Assertions;
  readonly #send: Send;
  readonly #name: string;
  readonly #random: SeededRandom;
  #snapshot: ReadonlyMap<string, Device> | undefined;

  constructor(t: Assertions, random: SeededRandom) {
    const { send, name } = server.sandbox();
    this.#t = t;
    this.#send = send;
    this.#name = name;
    this.#random = random;
  }

  async start(): Promise<void> {
    const { body } = await this.#send('GET', `${devices}?limit=1000`);
    const { body: corps } = await this.#send('GET', '/_sim/data/kajeet/corps?limit=1000');
    for (const { key, wire } of corps.documents) descriptions[key] = wire.description;
    for (const each of body.documents) this.model.devices.set(each.key, flat(each));
  }

  compare = () => compare(this.#t, this.#send, this.model, this.#random);

  /** What a step may be; each is as likely as it is often here. */
  readonly steps = [
    () => this.#patch(),
    () => this.#patch(),
    () => this.#patch(),
    () => this.#patch(),
    () => this.#delete(),
    () => this.#create(),
    () => this.#replace(),
    () => this.#refused(),
    () => this.#vendorWrite(),
    () => this.#snapshotOrRestore(),
  ];

  async #patch(): Promise<void> {
    const device = this.#some();
    const change = validChange(this.#random, device);
    await this.#expect(200, 'PATCH', urlOf(device), change);
    this.model.patch(device.key, change);
  }

  async #delete(): Promise<void> {
    const device = this.#some();
    await this.#expect(204, 'DELETE', urlOf(device));
    this.model.devices.delete(device.key);
  }

  async #create(): Promise<void> {
    const added = Array.from({ length: this.#random.integer(1, 5) }, () => this.#newDevice());
    await this.#expect(201, 'POST', devices, added);
    for (const each of added) {
      this.model.devices.set(each.key, each);
      this.model.patch(each.key, {});
    }
  }

  async #replace(): Promise<void> {
    const device = this.#some();
    const replacement = { ...device, nickname: this.#random.pick(names) };
    await this.#expect(200, 'PUT', urlOf(device), replacement);
    this.model.devices.set(device.key, replacement);
  }

  async #refused(): Promise<void> {
    const device = this.#some();
    const change = invalidChange(this.#random, this.model, device);
    await this.#expect(400, 'PATCH', urlOf(device), change);
    const added = [this.#newDevice(), { ...this.#newDevice(), ...change }];
    await this.#expect(400, 'POST', devices, added);
  }

  async #vendorWrite(): Promise<void> {
    const { key } = this.#some();
    const body = { mdns: [key], nickname: 'By the vendor' };
    await this.#expect(200, 'PUT', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/nickname`, body);
    this.model.patch(key, { nickname: body.nickname });
  }

  async #snapshotOrRestore(): Promise<void> {
    const url = `/_sim/sandboxes/${this.#name}/snapshots/before`;
    if (!this.#snapshot) {
      await this.#expect(201, 'PUT', url);
      this.#snapshot = new Map(this.model.devices);
      return;
    }
    await this.#expect(200, 'POST', `${url}/restore`);
    this.model.devices.clear();
    for (const [key, device] of this.#snapshot) this.model.devices.set(key, device);
  }

  async #expect(status: number, method: string, url: string, body?: object): Promise<void> {
    const response = await this.#send(method, url, { body });
    this.#t.equal(response.status, status, `${method} ${url}: ${response.text}`);
  }

  #some(): Device {
    const northstar = this.model.matching(({ corpId }) => corpId.startsWith('NORTHSTAR'));
    // What is derived must not be sent with fields that it no longer follows from.
    const { corpDescription: _, ...device } = this.#random.pick(northstar);
    return device as Device;
  }

  #newDevice(): Device {
    const key = `585${this.#random.integer(2_000_000, 9_999_999)}`;
    const { imei: _, usage: __, ...device } = this.#some();
    const mdn = `585-${key.slice(3, 6)}-${key.slice(6)}`;
    return { ...device, key, mdn } as Device;
  }
}

const urlOf = ({ key }: Device) => `${devices}/${key}`;

for (const seed of [1, 2, 3]) {
  t.test(
    `any sequence of writes leaves the fleet equal to a plain model (seed ${seed})`,
    async (t) => {
      const random = new SeededRandom(seed, 'data calls');
      const session = new Session(t, random);
      await session.start();
      for (let step = 1; step <= 80; step++) {
        await random.pick(session.steps)();
        if (step % 10 === 0) await session.compare();
      }
    },
  );
}
