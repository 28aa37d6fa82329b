import { JsonView } from '../../../components/json-view.js';
import { plural } from '../../../lib/format.js';

interface MessageProps {
  readonly title: 'Request' | 'Response';
  readonly message: {
    readonly headers: Readonly<Record<string, unknown>>;
    readonly body: unknown;
    readonly truncated?: true;
  };
  readonly query?: Readonly<Record<string, unknown>>;
}

/** One side of a call: its query, headers and body. */
export function Message({ title, message, query = {} }: MessageProps) {
  const { headers, body, truncated } = message;
  const label = `Body of the ${title.toLowerCase()}`;
  return (
    <section class="call-message" aria-label={title}>
      <h3>{title}</h3>
      <Pairs title="Query parameter" pairs={query} isOpen />
      <Pairs title="Header" pairs={headers} />
      {body === null ? (
        <p class="muted">
          {truncated ? 'The body was streamed, and is not recorded.' : 'No body.'}
        </p>
      ) : (
        <>
          <JsonView label={label} value={body} />
          {truncated && <p class="muted small">Only the first 64 KiB are recorded.</p>}
        </>
      )}
    </section>
  );
}

interface PairsProps {
  readonly title: string;
  readonly pairs: Readonly<Record<string, unknown>>;
  readonly isOpen?: boolean;
}

function Pairs({ title, pairs, isOpen }: PairsProps) {
  const entries = Object.entries(pairs).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, String(each)] as const),
  );
  if (entries.length === 0) return null;
  return (
    <details open={isOpen}>
      <summary>{plural(entries.length, title.toLowerCase())}</summary>
      <dl class="pairs mono">
        {entries.map(([name, value], index) => (
          <div key={index}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
