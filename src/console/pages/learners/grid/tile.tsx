import type { ComponentChild } from 'preact';
import { useRef } from 'preact/hooks';
import { Status } from '../../../components/status.js';
import type { RowSelection } from '../../../components/table/selection.js';
import { SelectRow } from '../../../components/table/selection.js';
import { formatShortSpan, formatShortTime, formatSpan, formatTime } from '../../../lib/format.js';
import { href } from '../../../state/router.js';
import type { Learner } from '../classes.js';
import { useNearViewport } from './near-viewport.js';
import type { RecentCalls } from './recent-calls.js';
import { Sparkline } from './sparkline.js';
import type { Standing } from './standing.js';

interface TileProps {
  readonly learner: Learner;
  readonly recent: RecentCalls | undefined;
  readonly standing: Standing | undefined;
  /** The real time at which `recent` was read. */
  readonly readAt: number;
  readonly selection: RowSelection;
}

/** What one learner is doing: the latest calls, the clock and the faults of the sandbox. Each part opens the page about it. */
export function Tile(props: TileProps) {
  const { learner, selection, recent, readAt, standing } = props;
  const { title, sandbox } = learner;
  const { name } = sandbox;
  const root = useRef<HTMLElement>(null);
  const isNear = useNearViewport(root);
  const body = useRef<ComponentChild>(null);
  // A body that nobody sees stays as it is: a page may have hundreds, and all of them change every few seconds.
  if (isNear) body.current = <TileBody {...props} />;
  return (
    <article
      ref={root}
      class={`tile ${standing ?? ''} ${selection.selected.has(name) ? 'selected' : ''}`}
      aria-label={title}
    >
      <header class="tile-header">
        <SelectRow rowKey={name} selection={selection} />
        <h3 class="tile-title">
          <a href={href('calls', { sandbox: name })} title={`The calls of ${title}, in ${name}`}>
            {title}
          </a>
        </h3>
        <Age recent={recent} readAt={readAt} />
      </header>
      {body.current}
    </article>
  );
}

/** How long ago the latest call was. */
function Age({ recent, readAt }: Pick<TileProps, 'recent' | 'readAt'>) {
  if (!recent?.lastCall) return null;
  // The clocks of the browser and of the server may differ a little.
  const age = Math.max(0, readAt - Date.parse(recent.lastCall.at));
  return (
    <span class="tile-age muted small" title={`The latest call was ${formatSpan(age)} ago`}>
      {age < 1000 ? 'now' : formatShortSpan(age)}
    </span>
  );
}

function TileBody({ learner: { title, sandbox }, recent }: TileProps) {
  const { name, now, frozen } = sandbox;
  return (
    <>
      <Sparkline recent={recent} />
      <LastCall recent={recent} calls={sandbox.calls} />
      <p class="tile-clock small">
        <a
          href={href('time', { sandbox: name })}
          title={`${formatTime(now)} by the clock of ${title}`}
        >
          {formatShortTime(now)}
        </a>
        <span role="img" aria-label={frozen ? 'frozen' : 'running'}>
          {frozen ? '❚❚' : '▶'}
        </span>
      </p>
      <FaultNames learner={title} sandbox={sandbox} />
    </>
  );
}

interface LastCallProps extends Pick<TileProps, 'recent'> {
  /** How many calls there were since the sandbox was created or reset, which the recent ones may not include. */
  readonly calls: number;
}

function LastCall({ recent, calls }: LastCallProps) {
  const call = recent?.lastCall;
  if (!call)
    return (
      <p class="last-call muted small">{calls === 0 ? 'No call yet' : 'No call for 5 minutes'}</p>
    );
  const { method, operationId, status } = call;
  const operation = operationId ?? 'unknown path';
  return (
    <p class="last-call small">
      <Status status={status} />
      <span class="mono last-operation" title={`${method} ${operation}`}>
        {operation}
      </span>
    </p>
  );
}

interface FaultNamesProps {
  readonly learner: string;
  readonly sandbox: Learner['sandbox'];
}

/** Which faults are injected: scenarios by their names, other rules by their ids. */
function FaultNames({ learner, sandbox: { name, faultNames } }: FaultNamesProps) {
  if (faultNames.length === 0) return null;
  return (
    <a
      class="tag bad tile-faults"
      href={href('faults', { sandbox: name })}
      title={`The faults of ${learner}: ${faultNames.join(', ')}`}
    >
      {faultNames.map((each) => (/^f\d+$/.test(each) ? `rule ${each}` : each)).join(', ')}
    </a>
  );
}
