import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { CopyButton } from './button.js';
import { CodeBlock } from './code-block.js';
import { Tabs } from './tabs.js';

/** Longer texts are shown without colours, because each coloured part is an element of the page. */
const maxColoured = 60_000;

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
          {view === 'raw' ? raw : isText || pretty.length > maxColoured ? pretty : colour(pretty)}
        </CodeBlock>
      </Tabs>
    </div>
  );
}

const token =
  /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** The parts of formatted JSON with their kinds. */
function colour(json: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const match of json.matchAll(token)) {
    const [text, string, colon] = match;
    parts.push(json.slice(end, match.index));
    end = match.index + text.length;
    const kind = colon ? 'key' : string ? 'string' : 'value';
    parts.push(<span class={`json-${kind}`}>{text}</span>);
  }
  parts.push(json.slice(end));
  return parts;
}
