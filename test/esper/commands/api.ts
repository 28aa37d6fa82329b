import type { Send } from '../../support/app.js';
import { esper } from '../api.js';
import { response as sample } from '../samples.js';

export const enterprise = sample.profile.enterprise;
export const devices = `${esper}/enterprise/${enterprise}/device/`;
export const v0 = `${esper}/v0/enterprise/${enterprise}`;
export const commands = `${v0}/command/`;

export const deviceIn = async (send: Send, state: number): Promise<string> =>
  (await send('GET', `${devices}?state=${state}&limit=1`)).body.results[0].id;
export const advance = (send: Send, seconds: number) =>
  send('POST', '/_sim/clock/advance', { body: { seconds } });

/** Sends a command to devices and returns a function that reads their states. */
export async function command(send: Send, body: Record<string, unknown>) {
  const created = await send('POST', commands, { body });
  const states = async (): Promise<string[]> => {
    const { body } = await send('GET', `${commands}${created.body.id}/status/?limit=100`);
    return body.results.map(({ state }: { state: string }) => state);
  };
  return { created, states };
}
