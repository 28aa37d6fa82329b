import { baseUrl, type Model, serverPath } from '../../api/client.js';
import { CopyButton } from '../../components/button.js';
import { CodeBlock } from '../../components/code-block.js';
import { Field } from '../../components/field.js';
import { personaOption, Select } from '../../components/select.js';
import { curlCommand } from '../../lib/curl-command.js';
import { actAs, choosePersona } from '../../state/personas.js';
import { href } from '../../state/router.js';
import { sandboxName } from '../../state/sandboxes.js';

interface VendorCardProps {
  readonly contract: Model<'ContractInfo'>;
  readonly personas: readonly Model<'Persona'>[] | undefined;
  readonly coverage: Model<'ContractCoverage'> | undefined;
}

/** One vendor API: where it is, who to act as, and a first call. */
export function VendorCard({ contract, personas, coverage }: VendorCardProps) {
  const name = sandboxName.value;
  const url = `${baseUrl(name)}${contract.mount}`;
  const persona = choosePersona(contract.id, personas ?? []);
  return (
    <article class="card vendor-card" aria-labelledby={`vendor-${contract.id}`}>
      <h2 id={`vendor-${contract.id}`}>{contract.title}</h2>
      <p class="copy-line">
        <code>{url}</code>
        <CopyButton text={url} what={`the base URL of ${contract.title}`} />
      </p>
      <Field label="Act as" hint={persona?.purpose ?? ' '}>
        <Select
          value={persona?.name}
          disabled={!persona}
          options={(personas ?? []).map(personaOption)}
          onChange={(chosen) => actAs(contract.id, chosen)}
        />
      </Field>
      {persona && <Credentials persona={persona} />}
      <div class="command">
        <CodeBlock label={`A cURL command for ${contract.title}`}>
          {firstCall(contract, persona?.token ?? '…')}
        </CodeBlock>
        <CopyButton
          text={firstCall(contract, persona?.token ?? '')}
          what={`the cURL command for ${contract.title}`}
        >
          Copy cURL
        </CopyButton>
      </div>
      <Use contract={contract} coverage={coverage} />
    </article>
  );
}

function firstCall({ example }: Model<'ContractInfo'>, token: string): string {
  const headers = { Authorization: `Bearer ${token}` };
  return curlCommand({ method: 'GET', url: `${baseUrl(sandboxName.value)}${example}`, headers });
}

function Credentials({ persona }: { readonly persona: Model<'Persona'> }) {
  return (
    <dl class="credentials">
      <dt>User</dt>
      <dd>
        <code>{persona.username}</code>
        <CopyButton text={persona.username} what="the user name" />
      </dd>
      <dt>Password</dt>
      <dd>
        <code>{persona.password}</code>
        <CopyButton text={persona.password} what="the password" />
      </dd>
      <dt>Token</dt>
      <dd>
        <code class="token">{persona.token}</code>
        <CopyButton text={persona.token} what={`the token of ${persona.displayName}`} />
      </dd>
    </dl>
  );
}

function Use({ contract, coverage }: Omit<VendorCardProps, 'personas'>) {
  const { total, simulated } = contract.operations;
  const used = coverage?.operations.used ?? 0;
  return (
    <footer class="vendor-use">
      <label>
        {used} of {total} operations called
        <meter min={0} max={total} value={used} />
      </label>
      <p class="muted small vendor-links">
        <span>{simulated === total ? 'All are simulated' : `${simulated} are simulated`}</span>
        <a href={href(`api/${contract.id}`)}>Documentation</a>
        <a href={`${serverPath}~${sandboxName.value}${contract.links.openapi}`}>OpenAPI</a>
        <a href={contract.links.vendor} rel="noreferrer" target="_blank">
          Vendor
        </a>
      </p>
    </footer>
  );
}
