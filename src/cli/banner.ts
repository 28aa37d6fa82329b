import { personasOf } from '../control/api/personas.js';
import type { Server } from '../server.js';
import type { Contract } from '../simulator/contract/contract.js';
import { defaultSandbox } from '../store/sandbox/registry.js';

type RunningServer = Pick<Server, 'url' | 'contracts' | 'sandboxes' | 'signer'>;

/** The lifetime of the printed tokens in seconds; a vendor's own tokens may expire within minutes. */
const tokenLifetime = 24 * 60 * 60;

const label = (text: string) => `  ${text.padEnd(20)}`;

/** The text that the start prints on a terminal: URLs, a token for each role, and a cURL command for each vendor. */
export function renderBanner(server: Server): string {
  const { url, contracts, generatedAdminToken } = server;
  const vendors = contracts.map(
    (contract) => `${label(contract.title)} ${url}${contract.mount}
  token for each role (user names and passwords: ${url}/_sim/personas)
${roleTokenLines(contract, server)}
  example:
  ${exampleCommand(contract, server)}
`,
  );
  return `
Understudy is ready.

${label('Documentation')} ${url}/docs
${label('Control plane')} ${url}/_sim
${generatedAdminToken ? `${label('Admin token')} ${generatedAdminToken}\n` : ''}${vendors.join('\n')}
`;
}

/** A cURL command for each vendor API, with a valid token. */
export function exampleCommands(server: RunningServer): string[] {
  return server.contracts.map((contract) => exampleCommand(contract, server));
}

function exampleCommand(contract: Contract, server: RunningServer): string {
  return contract.example(
    personas(contract, server)[0]?.token ?? '',
    `${server.url}${contract.mount}`,
  );
}

/** One line for each role; for a vendor without roles, one for the first persona. */
function roleTokenLines(contract: Contract, server: RunningServer): string {
  const { scopes } = contract.identity;
  return personas(contract, server)
    .filter(({ name }, index) => (scopes.length > 0 ? scopes.includes(name) : index === 0))
    .map(({ name, token }) => `    ${name.padEnd(18)} ${token}\n`)
    .join('');
}

function personas(contract: Contract, { sandboxes, signer }: RunningServer) {
  const sandbox = sandboxes.open(defaultSandbox);
  return sandbox ? personasOf(contract, sandbox, signer, tokenLifetime) : [];
}
