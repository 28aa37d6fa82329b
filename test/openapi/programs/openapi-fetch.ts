import createClient from 'openapi-fetch';
import type { paths as B2corePaths } from './b2core.js';
import type { paths as EsperPaths } from './esper.js';
import type { paths as KajeetPaths } from './kajeet.js';

// The test generates the imported types, compiles this program with them and compares what it prints.
const [, , servers = '', tokens = ''] = process.argv;
const baseUrls: Record<string, string> = JSON.parse(servers);
const bearers: Record<string, string> = JSON.parse(tokens);
const options = (vendor: string) => ({
  baseUrl: baseUrls[vendor] ?? '',
  headers: { authorization: `Bearer ${bearers[vendor]}` },
});

async function callKajeet() {
  const client = createClient<KajeetPaths>(options('kajeet'));
  const path = { corpId: 'NORTHSTAR-ISD' };
  const { data: totals } = await client.GET('/v1.0/devices/{corpId}/totals', { params: { path } });
  const { data: list, error } = await client.GET('/v1.0/devices/{corpId}', {
    params: { path, query: { offset: 0, limit: -1, sort: 'MDN', sortDir: 'ASC' } },
  });
  if (typeof list === 'object') throw new Error(`${list.totalCount} devices`);
  const login = { username: 'dana.whitfield', password: 'wrong' };
  const denied = await client.POST('/v1.0/auth/token', { body: login });
  return [
    totals?.active,
    error?.message,
    error?.errors?.[0]?.message,
    denied.error?.status,
    denied.data?.token,
  ];
}

async function callEsper() {
  const client = createClient<EsperPaths>(options('esper'));
  const { data } = await client.GET('/user/', { params: { query: { limit: 1 } } });
  const { error } = await client.POST('/user/', {
    body: { username: '', password: 'correct horse battery', profile: { role: 'Group Viewer' } },
  });
  const path = { user_id: 999999 };
  const missing = await client.GET('/user/{user_id}/', { params: { path } });
  return [
    data?.results[0]?.email.includes('@'),
    error?.message,
    error?.errors[0],
    missing.error?.status,
    missing.data?.username,
  ];
}

async function callB2core() {
  const client = createClient<B2corePaths>(options('b2core'));
  const path = { profileId: '6006dda272f002519c3eb505' };
  const { data } = await client.GET('/profiles/{profileId}', { params: { path } });
  const { error } = await client.GET('/profiles', { params: { query: { limit: 0 } } });
  const unknown = { path: { profileId: '000000000000000000000000' } };
  const missing = await client.GET('/profiles/{profileId}', { params: unknown });
  return [
    data?.country?.countryName,
    error?.message,
    error?.errors[0]?.field,
    missing.error?.code,
    missing.data?.profileId,
  ];
}

console.log(JSON.stringify([await callKajeet(), await callEsper(), await callB2core()]));
