import { contracts } from './contracts/index.js';
import { personasOf } from './control/personas.js';
import type { Server } from './server.js';
import { defaultSandbox } from './store/sandboxes.js';

/** What a person who started the server wants to know: where things are, who to be, and a line that works. */
export function welcome({ url, sandboxes, signer, adminToken }: Server): string {
  const sandbox = sandboxes.enter(defaultSandbox);
  if (!sandbox) return '';
  const sections = contracts.map((contract) => {
    const personas = personasOf(contract, sandbox, signer);
    const [first] = personas;
    const roles = personas.filter(
      ({ corpId, name }) => corpId === first?.corpId && !name.includes(' at '),
    );
    const tokens = roles.map(({ name, token }) => `    ${name.padEnd(18)} ${token}`);
    return `  ${contract.title.padEnd(20)} ${url}${contract.mount}
  a token for each role (user names and passwords: ${url}/_sim/personas)
${tokens.join('\n')}

  try it:
  ${contract.example(first?.token ?? '', url)}
`;
  });
  const admin = adminToken ? `  ${'Control plane token'.padEnd(20)} ${adminToken}\n` : '';
  return `
Understudy is ready.

  ${'Documentation'.padEnd(20)} ${url}/docs
  ${'Control plane'.padEnd(20)} ${url}/_sim
${admin}${sections.join('\n')}
`;
}
