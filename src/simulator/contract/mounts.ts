import { StartupError } from '../../lib/startup-error.js';
import type { Contract } from './contract.js';

const reservedPaths = ['/_sim', '/docs', '/openapi'];

/** Moves a contract to the configured mount, if there is one. Its aliases and its default mount become aliases of that mount. */
export function withMount(contract: Contract, { mount }: { readonly mount?: string }): Contract {
  if (mount === undefined || mount === contract.mount) return contract;
  const aliases = Object.entries(contract.aliases).map(([alias, path]) => [
    alias,
    `${mount}${path.slice(contract.mount.length)}`,
  ]);
  return {
    ...contract,
    mount,
    aliases: { ...Object.fromEntries(aliases), [contract.mount]: mount },
  };
}

/** Throws StartupError when a configured mount overlaps another API or a path of the server itself. */
export function assertDisjointMounts(contracts: readonly Contract[]): void {
  for (const contract of contracts.filter(({ settings }) => settings.properties.mount)) {
    const { name, mount } = contract;
    const others = contracts.filter((each) => each !== contract).map((other) => other.mount);
    const aliases = contracts.flatMap((each) => Object.keys(each.aliases));
    const overlapped = [...reservedPaths, ...others, ...aliases].find(
      (other) => `${mount}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${mount}/`),
    );
    if (overlapped) throw new StartupError(`${name}.mount ${mount} overlaps ${overlapped}`);
  }
}
