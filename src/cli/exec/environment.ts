import type { Server } from '../../server.js';
import { tokenVariable } from '../../simulator/auth/token-variable.js';
import { defaultSandbox } from '../../store/sandbox/registry.js';
import { tokenLifetime } from '../banner.js';

type RunningServer = Pick<Server, 'url' | 'adminToken' | 'contracts' | 'sandboxes' | 'signer'>;

/** The variables by which a command reaches a server, and acts as each of its seeded users. */
export function environmentOf(server: RunningServer): Record<string, string> {
  const { url, adminToken, contracts, signer } = server;
  const sandbox = server.sandboxes.openOrSubstitute(defaultSandbox);
  const variables: Record<string, string> = {
    UNDERSTUDY_URL: url,
    ...(adminToken !== undefined && { UNDERSTUDY_ADMIN_TOKEN: adminToken }),
  };
  if (!sandbox) return variables;
  for (const { name: contract, identity } of contracts) {
    for (const { name: persona } of identity.personas(sandbox)) {
      const request = { persona, expiresIn: tokenLifetime };
      const { token } = identity.issueToken(sandbox, request, signer);
      variables[tokenVariable(contract, persona)] ??= token;
    }
  }
  return variables;
}
