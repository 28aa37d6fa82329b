import { useState } from 'preact/hooks';
import { type Jump, jump, type Move } from '../../actions/clocks.js';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { LabelledSelect } from '../../components/select.js';
import { formatSpan, formatTime } from '../../lib/format.js';
import { route, setQuery } from '../../state/router.js';
import { sandboxName, sandboxNow } from '../../state/sandboxes.js';
import { Changes } from './changes.js';
import { type DueEvent, useDueEvents } from './due-events.js';
import { MoveForm } from './move-form.js';
import { Timeline } from './timeline.js';

const filters: readonly { readonly key: string; readonly title: string }[] = [
  { key: '', title: 'All' },
  { key: 'scheduled', title: 'Scheduled by calls' },
  { key: 'recurring', title: 'Recurring' },
  { key: 'token-expires', title: 'Tokens that expire' },
];

/** What happens when the clock of the sandbox moves, jumps to it, and what they changed. */
export function Page() {
  const name = sandboxName.value;
  const now = sandboxNow.value;
  const events = useDueEvents(name);
  const [latest, setLatest] = useState<Jump>();
  const { kind = '', changes } = route.value.query;
  if (!events || now === undefined) return <div class="loading" aria-busy="true" />;
  const shown = events.filter((event) => kind === '' || event.kind === kind);
  const [next] = shown;
  const move = async (wanted: Move) => {
    const made = await jump(name, wanted);
    if (!made) return;
    setLatest(made);
    setQuery({ changes: 'shown' });
  };
  const jumpTo = ({ at }: DueEvent) => move({ now: at });
  return (
    <div class="page time-page">
      <header class="page-header">
        <h1>Time in {name}</h1>
        {next && (
          <Button kind="primary" title={nextText(next, now)} onClick={() => jumpTo(next)}>
            Jump to the next: {formatTime(next.at)}
          </Button>
        )}
      </header>
      <section class="card" aria-labelledby="move">
        <h2 id="move">Move the clock</h2>
        <p class="muted">
          What is due on the way runs in order, each at its own time. The state before is kept as
          the snapshot before-jump.
        </p>
        <MoveForm now={new Date(now).toISOString()} onMove={move} />
      </section>
      {changes === 'shown' && (
        <Changes name={name} jump={latest} onClose={() => setQuery({ changes: undefined })} />
      )}
      <section class="card" aria-labelledby="due">
        <div class="page-header">
          <h2 id="due">What is due</h2>
          <LabelledSelect
            label="Show"
            value={kind}
            options={filters.map(({ key, title }) => [key, `${title} (${count(events, key)})`])}
            onChange={(value) => setQuery({ kind: value })}
          />
        </div>
        {next ? (
          <Timeline events={shown} now={now} onJump={jumpTo} />
        ) : (
          <EmptyState title="Nothing is due">
            <p>
              Calls schedule things, such as a command that a device carries out, or the summer
              suspension of an account. Tokens are listed once a call was made with them.
            </p>
          </EmptyState>
        )}
      </section>
    </div>
  );
}

function count(events: readonly DueEvent[], kind: string): number {
  return events.filter((event) => kind === '' || event.kind === kind).length;
}

function nextText({ at, subject, description }: DueEvent, now: number): string {
  const distance = Date.parse(at) - now;
  return `In ${formatSpan(distance)}: ${subject === null ? '' : `${subject}: `}${description}`;
}
