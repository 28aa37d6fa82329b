import t from 'tap';
import { SeededRandom } from '../../../src/lib/seeded-random.js';
import { kajeet } from '../../kajeet/api.js';
import { type Send, startInjected } from '../../support/app.js';
import { type Assertions, compare, descriptions } from './fleet/comparison.js';
import {
  type Device,
  devices,
  flat,
  groups,
  labelIds,
  Model,
  names,
  statuses,
} from './fleet/model.js';

const server = await startInjected(t);

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
