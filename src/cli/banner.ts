import { personasOf } from '../control/api/personas.js';
import type { Server } from '../server.js';
import type { Contract } from '../simulator/contract/contract.js';
import { defaultSandbox } from '../store/sandbox/registry.js';

type Running = Pick<Server, 'url' | 'contracts' | 'sandboxes' | 'signer'>;

/** Seconds for which the tokens that are shown work, whatever the vendor's own last. */
const dayMs = 24 * 60 * 60;

const label = (text: string) => `  ${text.padEnd(20)}`;

/** What a person who started the server wants to know: where things are, who to be, and a line that works. */
export function renderBanner(server: Server): string {
  const { url, contracts, generatedAdminToken } = server;
  const vendors = contracts.map(
    (contract) => `${label(contract.title)} ${url}${contract.mount}
  a token for each role (user names and passwords: ${url}/_sim/personas)
${roleTokenLines(contract, server)}
  try it:
  ${firstCall(contract, server)}
`,
  );
  return `
Understudy is ready.

${label('Documentation')} ${url}/docs
${label('Control plane')} ${url}/_sim
${generatedAdminToken ? `${label('its token')} ${generatedAdminToken}\n` : ''}${vendors.join('\n')}
`;
}

/** A cURL line for each vendor API, each with a token that works now. */
export function exampleCommands(server: Running): string[] {
  return server.contracts.map((contract) => firstCall(contract, server));
}

function firstCall(contract: Contract, server: Running): string {
  return contract.example(
    personas(contract, server)[0]?.token ?? '',
    `${server.url}${contract.mount}`,
  );
}

/** One line for each role; for a vendor without roles, one for the first caller. */
function roleTokenLines(contract: Contract, server: Running): string {
  const { scopes } = contract.identity;
  return personas(contract, server)
    .filter(({ name }, index) => (scopes.length > 0 ? scopes.includes(name) : index === 0))
    .map(({ name, token }) => `    ${name.padEnd(18)} ${token}\n`)
    .join('');
}

function personas(contract: Contract, { sandboxes, signer }: Running) {
  const sandbox = sandboxes.open(defaultSandbox);
  return sandbox ? personasOf(contract, sandbox, signer, dayMs) : [];
}
