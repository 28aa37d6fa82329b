import { useState } from 'preact/hooks';
import { changeClock } from '../actions/clocks.js';
import { inSandbox, type Model, unwrap } from '../api/client.js';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { Dialog } from '../components/overlay/dialog.js';
import { formatShortTime, formatSpan, formatTime } from '../lib/format.js';
import { nextDue, refreshAll, sandbox, sandboxName, sandboxNow } from '../state/sandboxes.js';
import { attempt } from '../state/toasts.js';

const steps = [
  { title: '+1 h', short: '+1 h', label: 'Advance the clock by one hour', body: { hours: 1 } },
  { title: '+1 day', short: '+1 d', label: 'Advance the clock by one day', body: { days: 1 } },
  { title: '+1 week', short: '+1 w', label: 'Advance the clock by one week', body: { weeks: 1 } },
] as const;

/** The clock of the sandbox, with the actions that move and freeze it, and what happens next. */
export function ClockBar() {
  const [isChoosing, setChoosing] = useState(false);
  const now = sandboxNow.value;
  const isFrozen = sandbox.value?.frozen ?? false;
  const isUnknown = now === undefined;
  return (
    <section class="clock-bar" aria-label={`Clock of the sandbox ${sandboxName.value}`}>
      <time class="clock-time" dateTime={isUnknown ? '' : new Date(now).toISOString()}>
        {!isUnknown && <Now iso={new Date(now).toISOString()} />}
      </time>
      <Button
        kind="quiet"
        disabled={isUnknown}
        aria-pressed={isFrozen}
        aria-label={isFrozen ? 'Frozen' : 'Running'}
        title={isFrozen ? 'The clock stands still' : 'The clock goes on'}
        onClick={() => setFrozen(!isFrozen)}
      >
        <span aria-hidden="true">{isFrozen ? '❚❚' : '▶'}</span>
        <span class="wide-only">{isFrozen ? 'Frozen' : 'Running'}</span>
      </Button>
      {steps.map(({ title, short, label, body }) => (
        <Button
          key={title}
          kind="quiet"
          disabled={isUnknown}
          title={label}
          onClick={() => changeClock(sandboxName.value, body)}
        >
          <span class="wide-only">{title}</span>
          <span class="narrow-only">{short}</span>
        </Button>
      ))}
      <Button
        kind="quiet"
        disabled={isUnknown}
        aria-label="Until …"
        title="Move the clock until a time"
        onClick={() => setChoosing(true)}
      >
        <span class="wide-only">Until</span> …
      </Button>
      <NextDue due={nextDue.value} now={now} />
      {isChoosing && <UntilDialog onClose={() => setChoosing(false)} />}
    </section>
  );
}

function Now({ iso }: { readonly iso: string }) {
  return (
    <>
      <span class="wide-only">{formatTime(iso)}</span>
      <span class="narrow-only">{formatShortTime(iso)}</span>
    </>
  );
}

function setFrozen(frozen: boolean): Promise<boolean> {
  return attempt(async () => {
    await unwrap(inSandbox(sandboxName.value).PUT('/clock', { body: { frozen } }));
    await refreshAll();
  });
}

interface NextDueProps {
  readonly due: Model<'DueEvent'> | undefined;
  readonly now: number | undefined;
}

function NextDue({ due, now }: NextDueProps) {
  if (!due || now === undefined) return null;
  const text = `${due.subject ? `${due.subject}: ` : ''}${due.description}`;
  const distance = Date.parse(due.at) - now;
  return (
    <p class="next-due" title={`${text}, ${formatTime(due.at)}`}>
      Next {distance > 0 ? `in ${formatSpan(distance)}` : 'now'}: {text}
    </p>
  );
}

function UntilDialog({ onClose }: { readonly onClose: () => void }) {
  const now = new Date(sandboxNow.value ?? 0).toISOString().slice(0, 16);
  const [until, setUntil] = useState(now);
  const due = nextDue.value;
  const move = async (time: string) => {
    if (await changeClock(sandboxName.value, { now: time })) onClose();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void move(`${until}:00Z`);
  };
  return (
    <Dialog title={`Move the clock of ${sandboxName.value}`} onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label="Until (UTC)"
          hint="What is due before runs in order. An earlier time takes nothing back."
        >
          <input
            type="datetime-local"
            required
            value={until}
            onInput={({ currentTarget }) => setUntil(currentTarget.value)}
          />
        </Field>
        <footer class="dialog-footer">
          {due && (
            <Button onClick={() => move(due.at)}>Until what is next: {formatTime(due.at)}</Button>
          )}
          <button type="submit" class="button primary">
            Move
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
