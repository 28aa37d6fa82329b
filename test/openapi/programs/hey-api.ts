import { client as b2core } from './b2core/client.gen.js';
import { getProfile, listProfiles } from './b2core/index.js';
import { client as esper } from './esper/client.gen.js';
import { createUser, getUser, getUsers } from './esper/index.js';
import { client as kajeet } from './kajeet/client.gen.js';
import { deviceTotals, getToken, listDevices } from './kajeet/index.js';

// The test generates the imported clients, compiles this program with them and compares what it prints. The clients
// contain the servers of the documents.
const [, , , tokens = ''] = process.argv;
const bearers: Record<string, string> = JSON.parse(tokens);
kajeet.setConfig({ auth: bearers.kajeet });
esper.setConfig({ auth: bearers.esper });
b2core.setConfig({ auth: bearers.b2core });

async function callKajeet() {
  const path = { corpId: 'NORTHSTAR-ISD' };
  const { data: totals } = await deviceTotals({ path });
  const query = { offset: 0, limit: -1, sort: 'MDN', sortDir: 'ASC' } as const;
  const { error } = await listDevices({ path, query });
  const denied = await getToken({ body: { username: 'dana.whitfield', password: 'wrong' } });
  return [
    totals?.active,
    error?.message,
    error?.errors?.[0]?.message,
    denied.error?.status,
    denied.data?.token,
  ];
}

async function callEsper() {
  const { data } = await getUsers({ query: { limit: 1 } });
  const { error } = await createUser({
    body: { username: '', password: 'correct horse battery', profile: { role: 'Group Viewer' } },
  });
  const missing = await getUser({ path: { user_id: 999999 } });
  return [
    data?.results[0]?.email.includes('@'),
    error?.message,
    error?.errors[0],
    missing.error?.status,
    missing.data?.username,
  ];
}

async function callB2core() {
  const { data } = await getProfile({ path: { profileId: '6006dda272f002519c3eb505' } });
  const { error } = await listProfiles({ query: { limit: 0 } });
  const missing = await getProfile({ path: { profileId: '000000000000000000000000' } });
  return [
    data?.country?.countryName,
    error?.message,
    error?.errors[0]?.field,
    missing.error?.code,
    missing.data?.profileId,
  ];
}

console.log(JSON.stringify([await callKajeet(), await callEsper(), await callB2core()]));
