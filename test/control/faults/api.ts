import { esper } from '../../esper/api.js';
import type { Send } from '../../support/app.js';

const users = `${esper}/user/`;

/** Adds a rule, which the response shows. */
export async function add(send: Send, body: object) {
  const { status, body: rule } = await send('POST', '/_sim/faults', { body });
  if (status !== 201) throw new Error(JSON.stringify(rule));
  return rule;
}

/** The statuses of consecutive requests; 0 for a connection that was closed. */
export async function statuses(send: Send, count: number, url = users): Promise<number[]> {
  const found: number[] = [];
  for (let call = 0; call < count; call++) {
    found.push(
      await send('GET', url).then(
        ({ status }) => status,
        () => 0,
      ),
    );
  }
  return found;
}
