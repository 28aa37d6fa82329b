import type { ComponentChild } from 'preact';
import { useRef } from 'preact/hooks';
import { SandboxBadge } from '../../../components/sandbox/sandbox-badge.js';
import { Status } from '../../../components/status.js';
import type { RowSelection } from '../../../components/table/selection.js';
import { SelectRow } from '../../../components/table/selection.js';
import { formatSpan, formatTime, plural } from '../../../lib/format.js';
import { href } from '../../../state/router.js';
import type { Learner } from '../classes.js';
import { useNearViewport } from './near-viewport.js';
import type { RecentCalls } from './recent-calls.js';
import { Sparkline } from './sparkline.js';

interface TileProps {
  readonly learner: Learner;
  readonly recent: RecentCalls | undefined;
  /** The real time at which `recent` was read. */
  readonly readAt: number;
  readonly selection: RowSelection;
}

/** What one learner is doing: the latest calls, the clock and the faults of the sandbox. */
export function Tile(props: TileProps) {
  const { learner, selection } = props;
  const { title, sandbox } = learner;
  const { name, faults } = sandbox;
  const root = useRef<HTMLElement>(null);
  const isNear = useNearViewport(root);
  const body = useRef<ComponentChild>(null);
  // A body that nobody sees stays as it is: a page may have hundreds, and all of them change every few seconds.
  if (isNear) body.current = <TileBody {...props} />;
  return (
    <article
      ref={root}
      class={`tile ${selection.selected.has(name) ? 'selected' : ''}`}
      aria-label={title}
    >
      <header class="tile-header">
        <SelectRow rowKey={name} selection={selection} />
        <h3 class="tile-title">
          <a href={href('calls', { sandbox: name })} title={`See the calls of ${title}`}>
            {title}
          </a>
        </h3>
        {faults > 0 && <span class="tag bad">{plural(faults, 'fault')}</span>}
      </header>
      {body.current}
    </article>
  );
}

function TileBody({ learner: { sandbox }, recent, readAt }: Omit<TileProps, 'selection'>) {
  const { name, now, frozen } = sandbox;
  return (
    <>
      <Sparkline recent={recent} />
      <LastCall recent={recent} readAt={readAt} />
      <footer class="tile-footer small">
        <span class="muted tabular">
          {formatTime(now)} {frozen ? '❚❚ frozen' : '▶'}
        </span>
        <a href={href('', { sandbox: name })} title={`Open the console in ${name}`}>
          <SandboxBadge name={name} />
        </a>
      </footer>
    </>
  );
}

function LastCall({ recent, readAt }: Pick<TileProps, 'recent' | 'readAt'>) {
  const call = recent?.lastCall;
  if (!call) return <p class="last-call muted small">No call since it was created or reset</p>;
  const { at, method, operationId, status } = call;
  // The clocks of the browser and of the server may differ a little.
  const age = Math.max(0, readAt - Date.parse(at));
  return (
    <p class="last-call small">
      <Status status={status} />
      <span class="mono last-operation" title={`${method} ${operationId ?? 'unknown path'}`}>
        {method} {operationId ?? 'unknown path'}
      </span>
      <span class="muted">{age < 1000 ? 'now' : `${formatSpan(age)} ago`}</span>
    </p>
  );
}
