import type t from 'tap';
import type { SeededRandom } from '../../../../src/lib/seeded-random.js';
import { kajeet } from '../../../kajeet/api.js';
import type { Send } from '../../../support/app.js';
import {
  type Device,
  devices,
  flat,
  groups,
  labelIds,
  type Model,
  names,
  searched,
  sorted,
  sortedBy,
} from './model.js';

export type Assertions = Pick<typeof t, 'equal' | 'match' | 'strictSame'>;

/** The names of device groups by id, which the caller fills in: they are no field of a device. */
export const descriptions: Record<string, string> = {};

/** Compares everything that shows the fleet with the model. */
export async function compare(
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
