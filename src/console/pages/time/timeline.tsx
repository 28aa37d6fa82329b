import { Button } from '../../components/button.js';
import { ContractTitle } from '../../components/text/contract-title.js';
import { formatDate, formatSpan, formatTime, formatTimeOfDay } from '../../lib/format.js';
import type { DueEvent } from './due-events.js';

interface TimelineProps {
  readonly events: readonly DueEvent[];
  /** The sandbox's time, in milliseconds since 1970. */
  readonly now: number;
  readonly onJump: (event: DueEvent) => Promise<unknown>;
}

/** So many events are listed; a filter narrows them. */
const maxListed = 200;

const kinds: Readonly<
  Record<DueEvent['kind'], { readonly title: string; readonly class: string }>
> = {
  scheduled: { title: 'scheduled', class: 'good' },
  recurring: { title: 'recurring', class: '' },
  'token-expires': { title: 'token', class: 'warn' },
};

/** What is due, by day, in order. */
export function Timeline({ events, now, onJump }: TimelineProps) {
  const listed = events.slice(0, maxListed);
  const days = [...new Set(listed.map(dayOf))];
  return (
    <ol class="timeline">
      {days.map((day) => (
        <li key={day}>
          <h3>{formatDate(`${day}T00:00:00Z`)}</h3>
          <ul>
            {listed
              .filter((event) => dayOf(event) === day)
              .map((event) => (
                <DueRow key={keyOf(event)} event={event} now={now} onJump={onJump} />
              ))}
          </ul>
        </li>
      ))}
      {events.length > maxListed && (
        <li class="muted">And {events.length - maxListed} later ones</li>
      )}
    </ol>
  );
}

const dayOf = ({ at }: DueEvent) => at.slice(0, 10);

function keyOf({ at, kind, contract, subject, description }: DueEvent): string {
  return [at, kind, contract, subject, description].join(' ');
}

interface DueRowProps extends Pick<TimelineProps, 'now' | 'onJump'> {
  readonly event: DueEvent;
}

function DueRow({ event, now, onJump }: DueRowProps) {
  const { at, kind, contract, subject, description } = event;
  const distance = Date.parse(at) - now;
  return (
    <li class="due-row">
      <time dateTime={at} class="tabular">
        {formatTimeOfDay(at)}
      </time>
      <span class="muted small due-distance">
        {distance > 0 ? `in ${formatSpan(distance)}` : 'now'}
      </span>
      <span class={`tag ${kinds[kind].class}`}>{kinds[kind].title}</span>
      <span class="due-text">
        {subject !== null && <strong>{subject} </strong>}
        {description}
        {contract !== null && (
          <span class="muted small">
            {' '}
            <ContractTitle id={contract} />
          </span>
        )}
      </span>
      <Button
        aria-label={`Jump here, ${formatTime(at)}: ${description}`}
        onClick={() => onJump(event)}
      >
        Jump here
      </Button>
    </li>
  );
}
