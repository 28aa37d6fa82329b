import type { Server } from '../server.js';
import type { Contract } from '../simulator/contract/contract.js';
import { defaultSandbox } from '../store/sandbox/registry.js';

type RunningServer = Pick<Server, 'url' | 'contracts' | 'sandboxes' | 'signer' | 'fastify'>;

/** The lifetime of the printed tokens in seconds; a vendor's own tokens may expire within minutes. */
export const tokenLifetime = 24 * 60 * 60;

const labelWidth = 22;

/** The first seeded user of a vendor API, and a cURL command with a token of that user. */
interface Example {
  readonly user: string;
  readonly command: string;
}

/** The example of each vendor API, by the contract's name. A vendor without users has none. */
export type Examples = ReadonlyMap<string, Example>;

/** Issues the tokens of the examples. A damaged default sandbox has no users, and does not stop the start. */
export function createExamples(server: RunningServer): Examples {
  const sandbox = server.sandboxes.openOrSubstitute(defaultSandbox);
  const examples = new Map<string, Example>();
  if (!sandbox) return examples;
  for (const contract of server.contracts) {
    const [first] = contract.identity.personas(sandbox);
    if (!first) continue;
    const request = { persona: first.name, expiresIn: tokenLifetime };
    const { token } = contract.identity.issueToken(sandbox, request, server.signer);
    examples.set(contract.name, {
      user: `${first.username} (${first.name})`,
      command: exampleCommand(contract, originOf(server), token),
    });
  }
  return examples;
}

/** The lines that the start prints for people: URLs, and for each vendor a user with a cURL command. */
export function renderBanner(server: Server, examples: Examples): string {
  const { url, contracts, generatedAdminToken } = server;
  const origin = originOf(server);
  const lines = [
    ['Console', `${origin}/`],
    ['Documentation', `${origin}/docs`],
    ['Control plane', `${origin}/_sim`],
    ...(generatedAdminToken ? [['Admin token', generatedAdminToken]] : []),
    ['Data', describeData(server)],
  ].map(([label = '', text]) => `  ${label.padEnd(labelWidth)} ${text}\n`);
  const vendors = contracts.map((contract) => {
    const heading = `  ${contract.title.padEnd(labelWidth)} ${origin}${contract.mount}\n`;
    const example = examples.get(contract.name);
    return example ? `${heading}  as ${example.user}:\n  ${example.command}\n` : heading;
  });
  const nextStep = `Paste a cURL command into a second terminal, then set the API origin of your app to ${origin}. Ctrl-C stops the server.`;
  return `\nUnderstudy is ready at ${url}\n${nextStep}\n\n${lines.join('')}\n${vendors.join('\n')}\n`;
}

/** A cURL command that works unchanged, as a first call to an API. */
function exampleCommand({ example, mount }: Contract, origin: string, token: string): string {
  // cURL would expand the brackets.
  const option = /[[\]{}]/.test(example) ? ' -g' : '';
  return `curl${option} '${origin}${mount}${example}' -H 'Authorization: Bearer ${token}'`;
}

function originOf({ fastify, url }: RunningServer): string {
  return fastify.publicUrl ?? url;
}

function describeData({ dataFolder, memoryReason }: Server): string {
  if (dataFolder !== undefined) return dataFolder;
  return `in memory, until the server stops${memoryReason ? ` (${memoryReason})` : ''}`;
}
