import { useEffect, useState } from 'preact/hooks';
import { beforeJump, type Jump } from '../../actions/clocks.js';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { subscribe } from '../../api/events.js';
import { Button } from '../../components/button.js';
import { DataDiff } from '../../components/sandbox/data-diff.js';
import { coalesce } from '../../lib/coalesce.js';
import { formatSpan, formatTime } from '../../lib/format.js';
import type { DueEvent } from './due-events.js';

interface ChangesProps {
  readonly name: string;
  /** The latest jump; undefined where the page was opened by a link to its changes. */
  readonly jump: Jump | undefined;
  readonly onClose: () => void;
}

/** What the latest jump of the clock changed in the data, and what was due in between. */
export function Changes({ name, jump, onClose }: ChangesProps) {
  const [diff, setDiff] = useState<Model<'DataDiff'>>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    setDiff(undefined);
    setError(undefined);
    const query = { from: `${name}@${beforeJump}` };
    const load = coalesce(() =>
      unwrap(inSandbox(name).GET('/diff', { params: { query } })).then(
        (loaded) => {
          if (isCurrent) setDiff(loaded);
        },
        (failure: Error) => {
          if (isCurrent) setError(failure.message);
        },
      ),
    );
    void load();
    // The jump may be undone.
    const unsubscribe = subscribe(['reset'], (_type, { sandbox }) => {
      if (sandbox === name) void load();
    });
    return () => {
      isCurrent = false;
      unsubscribe();
    };
  }, [name, jump]);
  return (
    <section class="card" aria-labelledby="changes">
      <div class="page-header">
        <h2 id="changes">What the jump changed</h2>
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
      {jump && <Passed jump={jump} />}
      {error !== undefined && <p class="field-error">{error}</p>}
      {!diff && error === undefined && (
        <p class="muted" role="status">
          Comparing the data with those before …
        </p>
      )}
      {diff && <DataDiff diff={diff} equal="No document differs from before the jump" />}
    </section>
  );
}

function Passed({ jump: { from, to, passed } }: { readonly jump: Jump }) {
  const span = Date.parse(to) - Date.parse(from);
  return (
    <div class="passed">
      <p>
        From {formatTime(from)} to {formatTime(to)},{' '}
        {span < 0 ? `${formatSpan(span)} back: what has happened stays as it is` : formatSpan(span)}
        .
      </p>
      {passed.length > 0 && (
        <ul>
          {passed.slice(0, 20).map((event) => (
            <li key={`${event.at} ${event.description} ${event.subject}`}>{passedText(event)}</li>
          ))}
          {passed.length > 20 && <li class="muted">and {passed.length - 20} more</li>}
        </ul>
      )}
    </div>
  );
}

function passedText({ at, subject, description }: DueEvent): string {
  return `${formatTime(at)}: ${subject === null ? '' : `${subject}: `}${description}`;
}
