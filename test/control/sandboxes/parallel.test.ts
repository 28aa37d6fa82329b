import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { kajeet, page } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;

type Send = ReturnType<typeof server.sandbox>['send'];

/** Reads, writes, fault rules and clock advances of all vendors; each sandbox writes a different mark. */
async function script(send: Send, mark: string): Promise<string[]> {
  const responses: string[] = [];
  const call = async (method: string, url: string, body?: unknown) => {
    const { status, text } = await send(method, url, { body });
    responses.push(`${status} ${text}`);
  };
  await call('PUT', `${devices}/nickname`, { mdns: ['521-267-1508'], nickname: mark });
  await call('GET', `${devices}${page({ searchValue: mark })}`);
  await call('POST', `${esper}/user/`, { username: mark, profile: { role: 'Viewer' } });
  await call('GET', `${esper}/user/?limit=3&ordering=-id`);
  await call('POST', `${b2core}/profiles`, { firstName: mark });
  await call('POST', '/_sim/faults', {
    match: { contract: 'b2core' },
    effect: { status: 503 },
    when: { share: 0.5, times: 2 },
  });
  for (let turn = 0; turn < 4; turn++) await call('GET', `${b2core}/profiles?limit=1`);
  await call('POST', '/_sim/clock/advance', { seconds: 300 });
  await call('GET', `${b2core}/profiles/6006dda272f002519c3eb505`);
  await call('GET', `${devices}/nowhere`);
  await call('DELETE', `${esper}/user/4003/`);
  const journal = await send('GET', '/_sim/journal?limit=1000');
  responses.push(journal.text.replace(/"(durationMs|receivedAt)":[^,]+/g, ''));
  return responses;
}

t.test(
  'five hundred concurrent sandboxes are consistent, and none sees data of another',
  async (t) => {
    const marks = Array.from(
      { length: 500 },
      (_, index) => `mark-${String(index).padStart(3, '0')}`,
    );
    const all = await Promise.all(marks.map((mark) => script(server.sandbox(mark).send, mark)));
    const first = all[0]?.join('\n').replaceAll('mark-000', 'mark');
    for (const [index, responses] of all.entries()) {
      const mark = marks[index] as string;
      const text = responses.join('\n').replaceAll(mark, 'mark');
      if (text !== first) t.equal(text, first, `${mark} differs from the others`);
      if (/mark-\d/.test(text)) t.fail(`${mark} saw another mark`);
    }
    t.equal((await server.app.sandboxes.list()).length, 501);
    t.equal((await server.sandbox('default').send('GET', `${esper}/user/4003/`)).status, 200);
  },
);

t.test(
  'a script with one seed and a frozen clock gives identical bytes in two sandboxes and two servers',
  async (t) => {
    const other = await startInjected(t);
    const texts = await Promise.all([
      script(server.sandbox('same-a').send, 'same'),
      script(server.sandbox('same-b').send, 'same'),
      script(other.sandbox('same-c').send, 'same'),
    ]);
    t.strictSame(texts[1], texts[0]);
    t.strictSame(texts[2], texts[0]);
  },
);
