import { inSandbox, type Model, unwrap } from '../../../api/client.js';
import { Button, CopyButton } from '../../../components/button.js';
import { Menu } from '../../../components/overlay/menu.js';
import { curlCommand } from '../../../lib/curl-command.js';
import { refreshAll } from '../../../state/sandboxes.js';
import { attempt } from '../../../state/toasts.js';
import type { Call } from '../feed.js';
import { type Draft, draftOf, operationOf, personasOf } from './draft.js';
import { fetchCode, testCode, textOfCall, verifyCode } from './texts.js';

interface CallActionsProps {
  readonly call: Call;
  readonly onSend: (draft: Draft) => void;
}

/** What can be made of a call: a command, code, a request of its own, a failure of the next one. */
export function CallActions({ call, onSend }: CallActionsProps) {
  const send = () =>
    attempt(async () => {
      const [operation, personas] = await Promise.all([operationOf(call), personasOf(call)]);
      onSend(draftOf(call, operation, personas));
    });
  return (
    <div class="row call-actions">
      {!call.control && (
        <>
          <CopyButton text={() => textOfCall(call, curlCommand)} what="the cURL command">
            Copy as cURL
          </CopyButton>
          <CopyButton text={() => textOfCall(call, fetchCode)} what="the fetch code">
            Copy as fetch
          </CopyButton>
          <CopyButton text={() => testCode(call)} what="the test">
            Copy as test
          </CopyButton>
          <CopyButton text={() => verifyCode(call)} what="the verification">
            Expect this call
          </CopyButton>
          <Menu
            items={failures.map(({ title, effect, result }) => ({
              label: title,
              onSelect: () => failNext(call, effect, result),
            }))}
          >
            Make this fail next time ▾
          </Menu>
          <Button kind="quiet" onClick={send}>
            Send it again …
          </Button>
        </>
      )}
    </div>
  );
}

type Effect = Model<'FaultCreate'>['effect'];

const failures: readonly { title: string; effect: Effect; result: string }[] = [
  { title: 'With 500', effect: { status: 500 }, result: 'fails with 500' },
  { title: 'With 503 and Retry-After', effect: { status: 503 }, result: 'fails with 503' },
  { title: 'With 429 and Retry-After', effect: { status: 429 }, result: 'fails with 429' },
  {
    title: 'Without a response',
    effect: { abort: 'before' },
    result: 'gets no response',
  },
  {
    title: 'With 504, after it is done',
    effect: { status: 504, after: true },
    result: 'is done, but answered 504',
  },
  { title: 'By waiting five seconds', effect: { delayMs: 5000 }, result: 'waits five seconds' },
];

/** Adds a fault rule for the next call of the same operation, or to the same path. */
async function failNext(call: Call, effect: Effect, result: string): Promise<void> {
  const { sandbox, contract, operationId, method, path } = call;
  const match = operationId === null ? { contract, method, path } : { contract, operationId };
  const what = operationId ?? `${method} ${path}`;
  await attempt(async () => {
    const body = { match, effect, when: { times: 1 } };
    await unwrap(inSandbox(sandbox).POST('/faults', { body }));
    await refreshAll();
  }, `The next call of ${what} in ${sandbox} ${result}`);
}
