import type { Send } from '../../support/app.js';
import { esper } from '../api.js';
import { response as sample } from '../samples.js';

export const enterprise = sample.profile.enterprise;

/** The paths of version 2 of the API. */
export const authn = `${esper}/authn2/v0`;
export const authz = `${esper}/authz2/v1`;
export const tenant = `${authn}/tenant/${enterprise}`;
export const invites = `${tenant}/invite`;
export const roles = `${authz}/roles/`;
export const personalTokens = `${authn}/personal-access-token/`;

export interface EsperUser {
  readonly id: number;
  readonly username: string;
  readonly profile: {
    readonly authn_user_id: string | null;
    readonly groups: readonly { readonly id: string; readonly name: string }[];
  };
}

/** A user by its login name. */
export async function findUser(send: Send, username: string): Promise<EsperUser> {
  const { body } = await send('GET', `${esper}/user/?limit=250`);
  return body.results.find((each: EsperUser) => each.username === username);
}

/** A key of a user. */
export async function keyOf(send: Send, persona: string): Promise<string> {
  const body = { contract: 'esper', persona };
  return (await send('POST', '/_sim/tokens', { body })).body.token;
}

/** A role with scopes. */
export async function createRole(
  send: Send,
  name: string,
  scope_names: readonly string[],
): Promise<string> {
  const { body } = await send('POST', roles, { body: { name, description: 'for a test' } });
  await send('PUT', `${roles}${body.id}/scopes`, { body: { scope_names } });
  return body.id;
}
