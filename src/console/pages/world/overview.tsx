import { CorpTree, corpsOf } from './corp-tree.js';
import { Stories } from './stories.js';
import type { World } from './world.js';

/** The corps of the sandbox with their numbers of devices, and the stories that change the world. */
export function Overview({ world }: { readonly world: World }) {
  return (
    <div class="page">
      <h1>World</h1>
      {world.contracts.map((contract) => {
        const corps = corpsOf(contract.overview);
        return corps.length > 0 && <CorpTree key={contract.id} contract={contract} corps={corps} />;
      })}
      <Stories />
    </div>
  );
}
