import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { CopyButton } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { ContractTitle } from '../../components/text/contract-title.js';
import { useLoaded } from '../../state/loaded.js';
import { href } from '../../state/router.js';
import { sandboxName } from '../../state/sandboxes.js';
import { SideBySide } from './side-by-side.js';
import { valueText } from './world.js';

/** A person at the vendors side by side, and as whom an app can act for them. */
export function Person({ id }: { readonly id: string }) {
  const { data, error } = useLoaded(async () => {
    const client = inSandbox(sandboxName.value);
    const [thing, personas] = await Promise.all([
      unwrap(client.GET('/shared/{kind}/{id}', { params: { path: { kind: 'person', id } } })),
      unwrap(client.GET('/personas')),
    ]);
    return { thing, personas: personas.filter(({ username }) => username === id) };
  }, [id]);
  const back = (
    <p class="breadcrumb">
      <a href={href('world/people')}>People</a>
    </p>
  );
  if (error)
    return (
      <div class="page">
        {back}
        <EmptyState title={`There is nobody called ${id}`}>
          <p>{error.message}</p>
        </EmptyState>
      </div>
    );
  if (!data) return <div class="loading" aria-busy="true" />;
  return (
    <div class="page">
      <header>
        {back}
        <h1>{titleOfPerson(data.thing)}</h1>
      </header>
      {data.personas.map((persona) => (
        <p key={`${persona.contract} ${persona.name}`} class="row">
          <span class="tag">
            <ContractTitle id={persona.contract} />
          </span>
          Persona <strong>{persona.name}</strong>
          <span class="muted">{persona.purpose}</span>
          <CopyButton text={persona.token} what={`the token of ${persona.name}`}>
            Copy token
          </CopyButton>
        </p>
      ))}
      <SideBySide documents={data.thing.documents} />
    </div>
  );
}

/** The first and last name that a vendor has, with the id. */
function titleOfPerson({ id, documents }: Model<'ThingDocuments'>): string {
  for (const { wire } of documents) {
    const name = `${valueText(wire.firstName)} ${valueText(wire.lastName)}`.trim();
    if (name) return `${name} · ${id}`;
  }
  return id;
}
