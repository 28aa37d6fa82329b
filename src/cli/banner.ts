import { personasOf } from '../control/api/personas.js';
import type { Server } from '../server.js';
import type { Contract } from '../simulator/contract/contract.js';
import { defaultSandbox } from '../store/sandbox/registry.js';

type RunningServer = Pick<Server, 'url' | 'contracts' | 'sandboxes' | 'signer' | 'fastify'>;

/** The lifetime of the printed tokens in seconds; a vendor's own tokens may expire within minutes. */
const tokenLifetime = 24 * 60 * 60;

const labelWidth = 22;

/** The lines that the start prints for people: URLs, and for each vendor a user with a cURL command. */
export function renderBanner(server: Server): string {
  const { url, contracts, generatedAdminToken } = server;
  const origin = originOf(server);
  const lines = [
    ['Start page', `${origin}/`],
    ['Documentation', `${origin}/docs`],
    ['Control plane', `${origin}/_sim`],
    ...(generatedAdminToken ? [['Admin token', generatedAdminToken]] : []),
    ['Data', describeData(server)],
  ].map(([label = '', text]) => `  ${label.padEnd(labelWidth)} ${text}\n`);
  const vendors = contracts.map((contract) => renderVendor(contract, server));
  return `\nUnderstudy is ready at ${url}\n\n${lines.join('')}\n${vendors.join('\n')}\n`;
}

/** A cURL command for each vendor API, with a valid token. A vendor without users has none. */
export function exampleCommands(server: RunningServer): string[] {
  return server.contracts.flatMap((contract) => findExample(contract, server)?.command ?? []);
}

function renderVendor(contract: Contract, server: RunningServer): string {
  const heading = `  ${contract.title.padEnd(labelWidth)} ${originOf(server)}${contract.mount}\n`;
  const example = findExample(contract, server);
  return example ? `${heading}  as ${example.user}:\n  ${example.command}\n` : heading;
}

/** The first seeded user of a vendor, and a call with a token of that user. */
function findExample(contract: Contract, server: RunningServer) {
  const sandbox = server.sandboxes.open(defaultSandbox);
  const [first] = sandbox ? personasOf(contract, sandbox, server.signer, tokenLifetime) : [];
  if (!first) return undefined;
  return {
    user: `${first.username} (${first.name})`,
    command: contract.example(first.token, `${originOf(server)}${contract.mount}`),
  };
}

function originOf({ fastify, url }: RunningServer): string {
  return fastify.publicUrl ?? url;
}

function describeData({ dataFolder, memoryReason }: Server): string {
  if (dataFolder !== undefined) return dataFolder;
  return `in memory, until the server stops${memoryReason ? ` (${memoryReason})` : ''}`;
}
