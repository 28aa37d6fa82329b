import { useEffect, useState } from 'preact/hooks';
import { type ApiError, inSandbox, unwrap } from '../../../api/client.js';
import { Button } from '../../../components/button.js';
import { EmptyState } from '../../../components/empty-state.js';
import { Dialog } from '../../../components/overlay/dialog.js';
import { SandboxBadge } from '../../../components/sandbox/sandbox-badge.js';
import { Status } from '../../../components/status.js';
import { Time } from '../../../components/time.js';
import { formatDuration } from '../../../lib/format.js';
import { documentationHref, operations } from '../../../state/operations.js';
import { href } from '../../../state/router.js';
import { sandboxName } from '../../../state/sandboxes.js';
import { attempt } from '../../../state/toasts.js';
import { requestLine } from '../columns.js';
import { type Call, keyOf } from '../feed.js';
import { CallActions } from './actions.js';
import type { Draft } from './draft.js';
import { Message } from './message.js';
import { Why } from './why.js';

interface CallDialogProps {
  readonly target: Pick<Call, 'sandbox' | 'id'>;
  /** The calls that the list shows, for the way to the next one. */
  readonly calls: readonly Call[];
  /** All calls, because a link may name one that the list does not show. */
  readonly all: readonly Call[];
  readonly onMove: (call: Call) => void;
  readonly onSend: (draft: Draft) => void;
  readonly onClose: () => void;
}

/** One call: what was sent, what came back, and why. */
export function CallDialog({ target, calls, all, onMove, onSend, onClose }: CallDialogProps) {
  const listed = all.find((each) => keyOf(each) === keyOf(target));
  const { loaded, isMissing } = useCall(target, listed);
  const call = loaded ?? listed;
  if (!call)
    return (
      <Dialog title={`Call ${target.id}`} onClose={onClose} kind="side">
        {isMissing ? (
          <NotKept title="The journal does not have this call" />
        ) : (
          <div class="loading" aria-busy="true" />
        )}
      </Dialog>
    );
  const index = listed ? calls.indexOf(listed) : -1;
  return (
    <Dialog title={<Title call={call} />} onClose={onClose} kind="side">
      <div class="call-moves">
        <Facts call={call} />
        <div class="row">
          <MoveButton label="Newer" call={calls[index - 1]} onMove={onMove} />
          <MoveButton
            label="Older"
            call={index < 0 ? undefined : calls[index + 1]}
            onMove={onMove}
          />
        </div>
      </div>
      {!call.isSummary ? (
        <>
          <CallActions call={call} onSend={onSend} />
          <Why call={call} onSend={onSend} />
          <div class="call-messages">
            <Message title="Request" message={call.request} query={call.request.query} />
            <Message title="Response" message={call.response} />
          </div>
        </>
      ) : isMissing ? (
        <NotKept title="The journal no longer has the headers and bodies of this call" />
      ) : (
        <div class="loading" aria-busy="true" />
      )}
    </Dialog>
  );
}

/** Loads a call that the list does not have with its headers and bodies. What was recorded does not change. */
function useCall(target: CallDialogProps['target'], listed: Call | undefined) {
  const [loaded, setLoaded] = useState<Call>();
  const [isMissing, setMissing] = useState(false);
  const isNeeded = listed === undefined || listed.isSummary;
  useEffect(() => {
    if (!isNeeded) return;
    let isOpen = true;
    void attempt(async () => {
      const call = await loadCall(target);
      if (!isOpen) return;
      setLoaded(call);
      setMissing(call === undefined);
    });
    return () => {
      isOpen = false;
    };
  }, [isNeeded]);
  return { loaded: isNeeded ? loaded : undefined, isMissing };
}

/** A call with its headers and bodies; undefined if the journal does not have it. */
async function loadCall({ sandbox, id }: CallDialogProps['target']): Promise<Call | undefined> {
  const params = { path: { requestId: id } };
  try {
    const entry = await unwrap(inSandbox(sandbox).GET('/journal/{requestId}', { params }));
    return { ...entry, sandbox, isSummary: false };
  } catch (error) {
    if ((error as ApiError).status === 404) return undefined;
    throw error;
  }
}

function NotKept({ title }: { readonly title: string }) {
  return (
    <EmptyState title={title}>
      <p>
        It keeps the latest 1,000 calls of a sandbox, 1 MiB of them, until it is cleared or the
        sandbox is reset.
      </p>
    </EmptyState>
  );
}

function Title({ call }: { readonly call: Call }) {
  return (
    <span class="call-title">
      <Status status={call.status} /> <span class="mono">{requestLine(call)}</span>
    </span>
  );
}

interface MoveButtonProps {
  readonly label: string;
  readonly call: Call | undefined;
  readonly onMove: (call: Call) => void;
}

function MoveButton({ label, call, onMove }: MoveButtonProps) {
  return (
    <Button disabled={!call} onClick={() => call && onMove(call)} aria-label={`${label} call`}>
      {label}
    </Button>
  );
}

function Facts({ call }: { readonly call: Call }) {
  const { sandbox, contract, operationId, persona, receivedAt, time, durationMs, fault } = call;
  const operation = operations.value?.find(
    (each) => each.contract === contract && each.operationId === operationId,
  );
  return (
    <dl class="call-facts">
      {sandbox !== sandboxName.value && (
        <Fact title="Sandbox">
          <SandboxBadge name={sandbox} />
        </Fact>
      )}
      <Fact title="Operation">
        {operation ? (
          <a href={documentationHref(sandbox, operation)}>{operationId}</a>
        ) : (
          (operationId ?? 'none: no operation has this method and path')
        )}
      </Fact>
      <Fact title="Caller">{persona ?? 'unknown: no valid token'}</Fact>
      <Fact title="Time">
        {receivedAt && `${new Date(receivedAt).toLocaleTimeString('en-GB')}, `}
        by the clock <Time at={time} />
      </Fact>
      <Fact title="Took">{formatDuration(durationMs)}</Fact>
      {fault && (
        <Fact title="Fault">
          <a class="tag bad" href={href('faults')}>
            {fault}
          </a>{' '}
          acted on this call
          {call.operationStatus !== undefined &&
            `, after the operation was done with ${call.operationStatus}`}
        </Fact>
      )}
      {call.disconnected && (
        <Fact title="Connection">The client closed it before the response was complete</Fact>
      )}
    </dl>
  );
}

interface FactProps {
  readonly title: string;
  readonly children: preact.ComponentChildren;
}

function Fact({ title, children }: FactProps) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
