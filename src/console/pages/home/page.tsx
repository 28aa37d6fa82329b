import { useEffect, useState } from 'preact/hooks';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { subscribe } from '../../api/events.js';
import { coalesce } from '../../lib/coalesce.js';
import { useContracts } from '../../state/operations.js';
import { sandboxName } from '../../state/sandboxes.js';
import { Snippets } from './snippets.js';
import { VendorCard } from './vendor-card.js';

/** Base URLs, personas and snippets to start with. */
export function Page() {
  const name = sandboxName.value;
  const contracts = useContracts();
  const [personas, setPersonas] = useState<readonly Model<'Persona'>[]>();
  const [coverage, setCoverage] = useState<Model<'Coverage'>>();
  useEffect(() => {
    const client = inSandbox(name);
    // The tokens of the personas are issued at the time of the sandbox, and expire by it.
    const refresh = coalesce(async () => {
      const [people, used] = await Promise.all([
        unwrap(client.GET('/personas')),
        unwrap(client.GET('/coverage')),
      ]).catch(() => []);
      if (people) setPersonas(people);
      if (used) setCoverage(used);
    });
    void refresh();
    return subscribe(['clock', 'reset', 'missed'], (_type, data) => {
      if (!('sandbox' in data) || data.sandbox === name) void refresh();
    });
  }, [name]);
  return (
    <div class="page">
      <h1>Start here</h1>
      <div class="vendor-cards">
        {contracts?.map((contract) => (
          <VendorCard
            key={contract.id}
            contract={contract}
            personas={personas?.filter((each) => each.contract === contract.id)}
            coverage={coverage?.contracts.find((each) => each.contract === contract.id)}
          />
        ))}
      </div>
      {contracts && <Snippets contracts={contracts} personas={personas ?? []} />}
    </div>
  );
}
