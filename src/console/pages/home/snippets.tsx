import { baseUrl, type Model } from '../../api/client.js';
import { CopyButton } from '../../components/button.js';
import { CodeBlock } from '../../components/code-block.js';
import { LabelledSelect } from '../../components/select.js';
import { Tabs } from '../../components/tabs.js';
import { choosePersona } from '../../state/personas.js';
import { route, setQuery } from '../../state/router.js';
import { sandboxName } from '../../state/sandboxes.js';
import { snippets } from './snippet-texts.js';

interface SnippetsProps {
  readonly contracts: readonly Model<'ContractInfo'>[];
  readonly personas: readonly Model<'Persona'>[];
}

/** A first call in the tools that people use, for one of the vendor APIs. */
export function Snippets({ contracts, personas }: SnippetsProps) {
  const { query } = route.value;
  const contract = contracts.find(({ id }) => id === query.api) ?? contracts[0];
  const snippet = snippets.find(({ key }) => key === query.use) ?? snippets[0];
  if (!contract || !snippet) return null;
  const persona = choosePersona(
    contract.id,
    personas.filter((each) => each.contract === contract.id),
  );
  const name = sandboxName.value;
  const text = snippet.render({
    origin: baseUrl(name),
    path: contract.example,
    contract: contract.id,
    token: persona?.token ?? '…',
    sandbox: name,
  });
  return (
    <section class="card" aria-labelledby="i-use">
      <div class="page-header">
        <h2 id="i-use">I use …</h2>
        <LabelledSelect
          label="API"
          value={contract.id}
          options={contracts.map(({ id, title }) => [id, title])}
          onChange={(api) => setQuery({ api })}
        />
      </div>
      <Tabs
        label="Tool"
        tabs={snippets}
        selected={snippet.key}
        onSelect={(key) => setQuery({ use: key })}
      >
        <p class="muted snippet-note">{snippet.note}</p>
        <div class="command">
          <CodeBlock label={`Snippet for ${snippet.title}`}>{text}</CodeBlock>
          <CopyButton text={text} what={`the snippet for ${snippet.title}`} />
        </div>
      </Tabs>
    </section>
  );
}
