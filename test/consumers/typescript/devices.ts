import { createUnderstudy, type Understudy, type UnderstudySandbox } from 'api-understudy';

async function requestDevices(understudy: Understudy): Promise<number> {
  const sandbox: UnderstudySandbox = understudy.sandbox('consumer');
  const authorization = `Bearer ${await sandbox.token()}`;
  const url = `${sandbox.url}/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD?offset=0&limit=5&sort=MDN&sortDir=ASC`;
  const { status } = await fetch(url, { headers: { authorization } });
  return status;
}

export async function main(): Promise<void> {
  const understudy = await createUnderstudy({ devices: 10, clock: 'frozen' });
  // @ts-expect-error There is no such setting.
  const unknown: Parameters<typeof createUnderstudy>[0] = { noSuchSetting: 1 };
  const status = await requestDevices(understudy);
  await understudy.close();
  if (status !== 200 || !unknown) throw new Error(String(status));
}

void main();
