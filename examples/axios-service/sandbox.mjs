import { connectUnderstudy } from 'api-understudy';
import { FleetService } from './fleet-service.mjs';

export const understudy = await connectUnderstudy({ url: process.env.UNDERSTUDY_URL });

/** The sandbox of a test, and the service as a user who may only read. */
export async function startService(title) {
  const sandbox = understudy.sandbox(title);
  const personas = await sandbox.personas();
  const { username, password } = personas.find(({ name }) => name === 'readonly');
  const service = new FleetService({
    origin: sandbox.url,
    credentials: { username, password },
    brokerToken: await sandbox.token({ contract: 'b2core' }),
  });
  return { sandbox, service };
}
