import { useEffect, useState } from 'preact/hooks';
import { type Model, sandboxPath } from '../../../api/client.js';
import { Button } from '../../../components/button.js';
import { Field } from '../../../components/field.js';
import { JsonView } from '../../../components/json-view.js';
import { Dialog } from '../../../components/overlay/dialog.js';
import { personaOption, Select } from '../../../components/select.js';
import { Status } from '../../../components/status.js';
import { elapsed } from '../../../lib/browser-time.js';
import { formatDuration } from '../../../lib/format.js';
import { attempt } from '../../../state/toasts.js';
import { type Draft, headersOf, masked, personasOf } from './draft.js';

interface SendDialogProps {
  readonly draft: Draft;
  readonly onClose: () => void;
}

interface Received {
  readonly status: number | null;
  readonly durationMs: number;
  readonly body: unknown;
}

/** A request that can be changed before it is sent, and its response. */
export function SendDialog({ draft, onClose }: SendDialogProps) {
  const [url, setUrl] = useState(draft.url);
  const [persona, setPersona] = useState(draft.persona ?? '');
  const [body, setBody] = useState(draft.body);
  const [personas, setPersonas] = useState<readonly Model<'Persona'>[]>([]);
  const [received, setReceived] = useState<Received>();
  useEffect(() => {
    void attempt(async () => setPersonas(await personasOf(draft)));
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    await attempt(async () => {
      // The token is issued by the present time of the sandbox.
      const caller = (await personasOf(draft)).find(({ name }) => name === persona);
      setReceived(await send({ ...draft, url, body }, caller));
    });
  };
  const hasSecrets = body.includes(masked) || url.includes(masked);
  const takesBody = draft.method !== 'GET' && draft.method !== 'HEAD';
  return (
    <Dialog title={`Send ${draft.method} to ${draft.sandbox}`} onClose={onClose} kind="wide">
      <form onSubmit={submit}>
        {draft.changes.length > 0 && <p class="call-note">Changed: {draft.changes.join('; ')}.</p>}
        <Field label="Path and query">
          <input
            class="mono full"
            required
            pattern="/.*"
            value={url}
            onInput={({ currentTarget }) => setUrl(currentTarget.value)}
          />
        </Field>
        <Field label="Act as" hint="With a fresh token; the one of the recorded call is not known.">
          <Select
            value={persona}
            options={[['', 'Nobody: no token'], ...personas.map(personaOption)]}
            onChange={setPersona}
          />
        </Field>
        {takesBody && (
          <Field
            label="Body"
            hint={
              hasSecrets ? 'The journal masks secrets: replace each *** by a value.' : undefined
            }
          >
            <textarea
              class="mono"
              rows={Math.min(14, body.split('\n').length + 1)}
              spellcheck={false}
              value={body}
              onInput={({ currentTarget }) => setBody(currentTarget.value)}
            />
          </Field>
        )}
        <footer class="dialog-footer">
          <Button onClick={onClose}>Close</Button>
          <button type="submit" class="button primary">
            Send
          </button>
        </footer>
      </form>
      {received && (
        <section aria-label="Response" aria-live="polite">
          <h3>
            <Status status={received.status} /> after {formatDuration(received.durationMs)}
          </h3>
          {received.body === '' ? (
            <p class="muted">No body.</p>
          ) : (
            <JsonView label="Body of the response" value={received.body} />
          )}
        </section>
      )}
    </Dialog>
  );
}

async function send(draft: Draft, persona: Model<'Persona'> | undefined): Promise<Received> {
  const { sandbox, method, url, body } = draft;
  const begin = elapsed();
  try {
    const response = await fetch(`${sandboxPath(sandbox)}${url.replace(/^\/+/, '')}`, {
      method,
      headers: headersOf(draft, persona),
      ...(body !== '' && { body }),
    });
    const text = await response.text();
    return { status: response.status, durationMs: elapsed() - begin, body: parse(text) };
  } catch {
    // A fault rule may have closed the connection.
    return { status: null, durationMs: elapsed() - begin, body: '' };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
