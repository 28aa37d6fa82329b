import { useState } from 'preact/hooks';
import { jsonParts } from '../lib/json-parts.js';
import { CopyButton } from './button.js';
import { CodeBlock } from './code-block.js';
import { Tabs } from './tabs.js';

interface JsonViewProps {
  readonly label: string;
  /** A JSON value, or text that is not JSON. */
  readonly value: unknown;
}

/** A body as formatted JSON or as it was sent. Its content is text to the browser, whatever a caller has sent. */
export function JsonView({ label, value }: JsonViewProps) {
  const [view, setView] = useState<'pretty' | 'raw'>('pretty');
  const isText = typeof value === 'string';
  const raw = isText ? value : JSON.stringify(value);
  const pretty = isText ? value : JSON.stringify(value, null, 2);
  return (
    <div class="json-view">
      <CopyButton class="json-copy" text={view === 'pretty' ? pretty : raw} what={label} />
      <Tabs
        label={`View of ${label}`}
        tabs={[
          { key: 'pretty', title: 'Pretty' },
          { key: 'raw', title: 'Raw' },
        ]}
        selected={view}
        onSelect={setView}
      >
        <CodeBlock label={label} class={view}>
          {view === 'raw' || isText ? raw : <ColouredJson json={pretty} />}
        </CodeBlock>
      </Tabs>
    </div>
  );
}

function ColouredJson({ json }: { readonly json: string }) {
  return (
    <>
      {jsonParts(json).map(({ kind, text }) =>
        kind === undefined ? text : <span class={`json-${kind}`}>{text}</span>,
      )}
    </>
  );
}
