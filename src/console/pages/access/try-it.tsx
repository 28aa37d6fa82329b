import { useEffect, useState } from 'preact/hooks';
import { inSandbox, type Model, sandboxPath, unwrap } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { JsonView } from '../../components/json-view.js';
import { VendorPage } from '../../components/operation.js';
import { confirm } from '../../components/overlay/confirm.js';
import { Status } from '../../components/status.js';
import { loadDocument } from '../../state/operations.js';
import { sandboxName } from '../../state/sandboxes.js';
import { attempt } from '../../state/toasts.js';
import { type ExampleRequest, exampleRequest } from './example-request.js';
import type { Caller } from './matrix.js';
import { isAllowed, type OperationAccess, type Verdict } from './verdicts.js';

interface TryItProps {
  readonly contract: Model<'ContractInfo'>;
  readonly operation: OperationAccess;
  readonly caller: Caller;
  readonly verdict: Verdict;
}

interface Result {
  readonly status: number;
  readonly body: unknown;
  readonly explanation: Model<'Explanation'> | undefined;
}

/** Sends a request to an operation as a persona, or with a token of a scope, and shows what comes back. */
export function TryIt({ contract, operation, caller, verdict }: TryItProps) {
  const [request, setRequest] = useState<ExampleRequest>();
  const [result, setResult] = useState<Result>();
  useEffect(() => {
    void attempt(async () => {
      const corpId = caller.persona?.corpId;
      setRequest(exampleRequest(await loadDocument(contract), operation, { corpId }));
    });
  }, [contract.id, operation.operationId]);
  if (!request) return <div class="loading" aria-busy="true" />;
  const send = async () => {
    if (operation.effect !== 'read' && isAllowed(verdict) && !(await confirmChange(operation)))
      return;
    await attempt(async () => setResult(await call({ contract, operation, caller, request })));
  };
  return (
    <form
      class="card try-it"
      aria-label={`Try it as ${caller.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h3>
        As {caller.name} in {sandboxName.value}
      </h3>
      <Field label={`${operation.method} ${contract.mount}`} hint={caller.description}>
        <input
          type="text"
          list={undefined}
          class="mono"
          value={request.path}
          onInput={({ currentTarget }) => setRequest({ ...request, path: currentTarget.value })}
        />
      </Field>
      {request.body !== undefined && (
        <Field label="Body">
          <textarea
            class="mono"
            rows={Math.min(request.body.split('\n').length, 10)}
            spellcheck={false}
            value={request.body}
            onInput={({ currentTarget }) => setRequest({ ...request, body: currentTarget.value })}
          />
        </Field>
      )}
      <p class="row">
        <Button kind="primary" type="submit">
          Send
        </Button>
        {request.isUpload && (
          <span class="muted">The body is a form or a file: send it by the documentation.</span>
        )}
        {result && <Status status={result.status} />}
      </p>
      {result && (
        <div role="status">
          {result.explanation && <Why explanation={result.explanation} />}
          <JsonView label="the response" value={result.body} />
        </div>
      )}
    </form>
  );
}

function Why({ explanation }: { readonly explanation: Model<'Explanation'> }) {
  const { rule, actual, remedies, errors, source, fault } = explanation;
  return (
    <div class="explanation">
      <p>
        <strong>{rule}</strong>
        {actual !== undefined && `; it was ${actual}`}
        {fault !== undefined && <span class="tag warn">fault rule</span>}
      </p>
      <ul>
        {errors.map(({ in: place, at, message }) => (
          <li key={`${place} ${at}`}>
            {place} <code>{at}</code> {message}
          </li>
        ))}
        {remedies.map((remedy) => (
          <li key={remedy}>What passes: {remedy}</li>
        ))}
      </ul>
      <VendorPage source={source} />
    </div>
  );
}

function confirmChange({ method, path, effect }: OperationAccess): Promise<boolean> {
  const name = sandboxName.value;
  return confirm({
    title: `Send ${method} ${path}?`,
    body: (
      <p>
        It may {effect} data of the sandbox <strong>{name}</strong>. A reset takes it back.
      </p>
    ),
    action: `Send to ${name}`,
  });
}

interface Call extends Pick<TryItProps, 'contract' | 'operation' | 'caller'> {
  readonly request: ExampleRequest;
}

async function call({ contract, operation, caller, request }: Call): Promise<Result> {
  const name = sandboxName.value;
  const token = await tokenOf(contract, caller);
  const response = await fetch(
    `${sandboxPath(name).replace(/\/$/, '')}${contract.mount}${request.path}`,
    {
      method: operation.method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(request.body !== undefined && { body: request.body }),
    },
  );
  const text = await response.text();
  return {
    status: response.status,
    body: parse(text),
    explanation: response.ok ? undefined : await explain(response.headers.get('link')),
  };
}

/** A fresh token of a persona, or of a seeded user who has a scope. */
async function tokenOf({ id }: Model<'ContractInfo'>, { name, persona }: Caller): Promise<string> {
  const client = inSandbox(sandboxName.value);
  const body = { contract: id, ...(persona ? { persona: name } : { scope: name }) };
  const { token } = await unwrap(client.POST('/tokens', { body: body as never }));
  return token;
}

/** What the control plane says of a refused call, which its response links to. */
async function explain(link: string | null): Promise<Model<'Explanation'> | undefined> {
  const [, requestId] = /\/explain\/(\w+)>/.exec(link ?? '') ?? [];
  if (requestId === undefined) return undefined;
  const client = inSandbox(sandboxName.value);
  return unwrap(client.GET('/explain/{requestId}', { params: { path: { requestId } } })).catch(
    () => undefined,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
