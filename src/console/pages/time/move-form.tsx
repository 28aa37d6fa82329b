import { useState } from 'preact/hooks';
import type { Move } from '../../actions/clocks.js';
import { Button } from '../../components/button.js';

interface MoveFormProps {
  /** The sandbox's time, ISO 8601. */
  readonly now: string;
  readonly onMove: (move: Move) => Promise<unknown>;
}

const steps = [
  { title: '+1 hour', move: { hours: 1 } },
  { title: '+1 day', move: { days: 1 } },
  { title: '+1 week', move: { weeks: 1 } },
  { title: '+1 month', move: { duration: 'P1M' } },
] as const;

/** Moves the clock by a step or to a time, and then shows what it changed. */
export function MoveForm({ now, onMove }: MoveFormProps) {
  const [time, setTime] = useState<string>();
  const submit = (event: Event) => {
    event.preventDefault();
    void onMove({ now: `${time ?? now.slice(0, 16)}:00Z` }).then(() => setTime(undefined));
  };
  return (
    <div class="row move-form">
      {steps.map(({ title, move }) => (
        <Button key={title} onClick={() => onMove(move)}>
          {title}
        </Button>
      ))}
      <form class="row" onSubmit={submit}>
        <input
          type="datetime-local"
          aria-label="Move to (UTC)"
          required
          value={time ?? now.slice(0, 16)}
          onInput={({ currentTarget }) => setTime(currentTarget.value)}
        />
        <button type="submit" class="button" disabled={!time}>
          Move to
        </button>
      </form>
    </div>
  );
}
