import { useEffect, useState } from 'preact/hooks';
import { readKeys, replaceKeys } from '../../actions/keys.js';
import { deleteSandboxes, resetSandboxes } from '../../actions/sandboxes.js';
import { exportSandbox } from '../../actions/transfer.js';
import { baseUrl } from '../../api/client.js';
import { keySandbox } from '../../api/credential.js';
import { Button, CopyButton } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { Dialog } from '../../components/overlay/dialog.js';
import { KeyLink } from '../../components/sandbox/key-link.js';
import { SandboxBadge } from '../../components/sandbox/sandbox-badge.js';
import { Ago } from '../../components/time.js';
import { systemNow } from '../../lib/browser-time.js';
import { formatBytes, formatNumber, formatSpan, formatTime, plural } from '../../lib/format.js';
import { href, navigate } from '../../state/router.js';
import { useSandboxes } from '../../state/sandbox-list.js';
import type { Sandbox } from '../../state/sandboxes.js';
import { attempt } from '../../state/toasts.js';
import { Comparison } from './comparison.js';
import { ForkDialog } from './fork-dialog.js';
import { ImportDialog } from './import-dialog.js';
import { ImportZone } from './import-zone.js';
import { FileButton } from './list.js';
import { SnapshotList } from './snapshot-list.js';

/** One sandbox: its facts, its snapshots, and how it differs from another one. */
export function SandboxDetails({ name }: { readonly name: string }) {
  const all = useSandboxes();
  const [file, setFile] = useState<File>();
  const sandbox = all?.find((each) => each.name === name);
  useEffect(() => {
    document.title = `${name} - Sandboxes - Understudy`;
  }, [name]);
  if (!all) return <div class="loading" aria-busy="true" />;
  if (!sandbox)
    return (
      <EmptyState title={`There is no sandbox ${name}`}>
        <p>It may have been deleted, or it has expired.</p>
        <a class="button" href={href('sandboxes')}>
          Go to all sandboxes
        </a>
      </EmptyState>
    );
  return (
    <ImportZone onFile={setFile}>
      <div class="page sandbox-details">
        <header class="page-header">
          <div class="row">
            <a href={href('sandboxes')}>Sandboxes</a>
            <span aria-hidden="true">/</span>
            <h1>
              <SandboxBadge name={name} label={sandbox.label} />
            </h1>
          </div>
          <Actions sandbox={sandbox} sandboxes={all} onFile={setFile} />
        </header>
        <div class="detail-columns">
          <Facts sandbox={sandbox} />
          <SnapshotList sandbox={sandbox} />
        </div>
        <Comparison sandbox={sandbox} sandboxes={all} />
        {file && (
          <ImportDialog
            file={file}
            sandboxes={all}
            target={name}
            onClose={() => setFile(undefined)}
          />
        )}
      </div>
    </ImportZone>
  );
}

interface ActionsProps {
  readonly sandbox: Sandbox;
  readonly sandboxes: readonly Sandbox[];
  readonly onFile: (file: File) => void;
}

function Actions({ sandbox: { name }, sandboxes, onFile }: ActionsProps) {
  const [isForking, setForking] = useState(false);
  const remove = async () => {
    if ((await deleteSandboxes([name])).length > 0) navigate('sandboxes');
  };
  return (
    <div class="row">
      <a class="button primary" href={href('', { sandbox: name })}>
        Use it
      </a>
      {keySandbox.value === undefined && <Button onClick={() => setForking(true)}>Fork …</Button>}
      <Button onClick={() => resetSandboxes([name])}>Reset</Button>
      <Button onClick={() => attempt(() => exportSandbox(name), `Exported ${name}`)}>Export</Button>
      <FileButton onFile={onFile} />
      {name !== 'default' && (
        <Button kind="danger" onClick={remove}>
          Delete
        </Button>
      )}
      {isForking && (
        <ForkDialog name={name} sandboxes={sandboxes} onClose={() => setForking(false)} />
      )}
    </div>
  );
}

function Facts({ sandbox }: { readonly sandbox: Sandbox }) {
  const { name, from, seed, devices, now, frozen, calls, refusals, lastCallAt } = sandbox;
  const { faults, faultNames, bytes, expiresAt, persistent, hasKey, createdAt } = sandbox;
  const url = baseUrl(name);
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">State</h2>
      <dl class="facts">
        <dt>Base URL</dt>
        <dd>
          <code>{url}</code>
          <CopyButton text={url} what="the base URL" />
        </dd>
        <dt>Clock</dt>
        <dd>
          {formatTime(now)}, {frozen ? 'frozen' : 'running'}
        </dd>
        <dt>Created</dt>
        <dd>
          {formatTime(createdAt)} by its clock, {from ? <>as a copy of {from}</> : 'from the seeds'}
        </dd>
        <dt>World</dt>
        <dd>
          seed {seed}, {plural(devices, 'device')}
        </dd>
        <dt>Calls</dt>
        <dd>
          {formatNumber(calls)}, of which {formatNumber(refusals)} refused
          {lastCallAt && (
            <>
              ; the last one <Ago at={lastCallAt} now={Date.parse(now)} />
            </>
          )}
        </dd>
        <dt>Faults</dt>
        <dd>{faults === 0 ? 'none' : `${plural(faults, 'rule')}: ${faultNames.join(', ')}`}</dd>
        <dt>Size</dt>
        <dd>{formatBytes(bytes)}</dd>
        <dt>Lifetime</dt>
        <dd>{lifetime(persistent, expiresAt)}</dd>
        <dt>Key</dt>
        <dd>
          {hasKey ? 'A key opens it alone' : 'none'}{' '}
          {keySandbox.value === undefined && <NewKey name={name} />}
        </dd>
      </dl>
    </section>
  );
}

/** The button that gives a sandbox a new key, which is shown then. */
function NewKey({ name }: { readonly name: string }) {
  const [key, setKey] = useState<string>();
  const replace = async () => {
    if ((await replaceKeys([name])).length > 0) setKey(readKeys()[name]);
  };
  return (
    <>
      <Button class="small" onClick={replace}>
        New key …
      </Button>
      {key !== undefined && (
        <Dialog title={`The key of ${name}`} onClose={() => setKey(undefined)}>
          <p>Copy it now: the server does not show it again.</p>
          <KeyLink name={name} apiKey={key} />
        </Dialog>
      )}
    </>
  );
}

function lifetime(persistent: boolean, expiresAt: string | null): string {
  if (expiresAt) return `deleted in ${formatSpan(Date.parse(expiresAt) - systemNow())}`;
  return persistent
    ? 'until it is deleted'
    : 'deleted when idle, because a call created it and not the control plane';
}
