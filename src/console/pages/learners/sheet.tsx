import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { readKeys, replaceKeys } from '../../actions/keys.js';
import { baseUrl } from '../../api/client.js';
import { Button, CopyButton } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { keyLink } from '../../components/sandbox/key-link.js';
import { href, route } from '../../state/router.js';
import { useSandboxes } from '../../state/sandbox-list.js';
import { type Learner, learnersOf } from './classes.js';

type QrCode = ComponentType<{ readonly text: string; readonly label: string }>;

/** The access of each learner of a class, to print and to cut apart. */
export function Sheet() {
  const sandboxes = useSandboxes();
  const chosen = route.value.query.class;
  const [QrCode, setQrCode] = useState<QrCode>();
  useEffect(() => {
    void import('./qr-code.js').then((module) => setQrCode(() => module.QrCode));
  }, []);
  if (!sandboxes) return <div class="loading" aria-busy="true" />;
  const learners = learnersOf(sandboxes).filter(
    ({ className }) => chosen === undefined || className === chosen,
  );
  const keys = readKeys();
  const withoutKey = learners.filter(({ sandbox }) => keys[sandbox.name] === undefined);
  return (
    <div class="page">
      <header class="page-header no-print">
        <div class="row">
          <a href={href('learners', { class: chosen })}>Learners</a>
          <span aria-hidden="true">/</span>
          <h1>Sheet of {chosen ?? 'all classes'}</h1>
        </div>
        <div class="row">
          <CopyButton text={() => toLines(learners, keys)} what="the sheet as lines of text">
            Copy as text
          </CopyButton>
          <Button kind="primary" onClick={() => window.print()}>
            Print
          </Button>
        </div>
      </header>
      <div class="no-print">
        <Notes
          isLocal={isLoopback(location.hostname)}
          withoutKey={withoutKey.map(({ sandbox }) => sandbox.name)}
        />
      </div>
      {learners.length === 0 && <EmptyState title="Nobody is in this class" />}
      <div class="sheet">
        {learners.map((learner) => (
          <Card
            key={learner.sandbox.name}
            learner={learner}
            apiKey={keys[learner.sandbox.name]}
            QrCode={QrCode}
          />
        ))}
      </div>
    </div>
  );
}

interface NotesProps {
  readonly isLocal: boolean;
  /** The sandboxes whose key this tab does not have. */
  readonly withoutKey: readonly string[];
}

function Notes({ isLocal, withoutKey }: NotesProps) {
  return (
    <>
      {isLocal && (
        <p class="note">
          These addresses work on this machine only. Open the console by the name or address of the
          server that learners reach, and print the sheet from there.
        </p>
      )}
      {withoutKey.length > 0 && (
        <div class="note row">
          <p class="grow">
            {withoutKey.length} of the cards have no key: the server shows a key only once, and this
            tab knows those that it has got itself.
          </p>
          <Button onClick={() => replaceKeys(withoutKey)}>Give them new keys …</Button>
        </div>
      )}
    </>
  );
}

interface CardProps {
  readonly learner: Learner;
  readonly apiKey: string | undefined;
  /** Undefined until it is loaded. */
  readonly QrCode: QrCode | undefined;
}

function Card({ learner: { sandbox, className, title }, apiKey, QrCode }: CardProps) {
  const link = apiKey === undefined ? undefined : keyLink(apiKey);
  return (
    <article class="sheet-card" aria-label={title}>
      <div class="sheet-text">
        <h2>{title}</h2>
        <p class="muted">{className}</p>
        <dl>
          {link !== undefined && (
            <>
              <dt>Console</dt>
              <dd class="mono">{link}</dd>
            </>
          )}
          <dt>API, in place of the vendor's origin</dt>
          <dd class="mono">{baseUrl(sandbox.name)}</dd>
          {apiKey !== undefined && (
            <>
              <dt>Key</dt>
              <dd class="mono">{apiKey}</dd>
            </>
          )}
        </dl>
      </div>
      <div class="qr-place">
        {QrCode && link !== undefined && (
          <QrCode text={link} label={`QR code of the link of ${title}`} />
        )}
      </div>
    </article>
  );
}

/** The sheet as lines with tabs, to paste into a table or mails. */
function toLines(learners: readonly Learner[], keys: Readonly<Record<string, string>>): string {
  const rows = learners.map(({ sandbox: { name }, className, title }) => {
    const key = keys[name];
    return [className, title, name, baseUrl(name), key ?? '', key ? keyLink(key) : ''];
  });
  const head = ['Class', 'Learner', 'Sandbox', 'API', 'Key', 'Console'];
  return [head, ...rows].map((row) => row.join('\t')).join('\n');
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127\.|\[::1\]|.*\.localhost$)/.test(host);
}
