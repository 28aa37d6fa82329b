import { kajeet } from '../../kajeet/api.js';
import type { startInjected } from '../../support/app.js';

const message = `${kajeet}/v1.0/manage-profile/deviceStatusMessage/`;

type TestServer = Awaited<ReturnType<typeof startInjected>>;

/** The state of a sandbox for comparisons: the data that the tests write, its clock and the next id. */
export async function look({ request, sandbox }: TestServer, name: string) {
  const { send } = sandbox(name);
  const { body } = await send('GET', message);
  const clock = await request('GET', '/_sim/clock', { headers: { 'x-sandbox': name } });
  return { message: body, clock: clock.body };
}

/** Stores a text, which `look` reads. */
export const write = ({ sandbox }: TestServer, name: string, text: string) =>
  sandbox(name).send('POST', message, { body: { message: text } });
