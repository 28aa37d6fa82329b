import { formatSpan, formatTime } from '../lib/format.js';
import { sandboxNow } from '../state/sandboxes.js';

/** A time by the sandbox's clock, with how far away it is from its present. */
export function Time({
  at,
  now = sandboxNow.value,
}: {
  readonly at: string;
  readonly now?: number | undefined;
}) {
  return (
    <time dateTime={at} title={distance(at, now)}>
      {formatTime(at)}
    </time>
  );
}

/** How long ago something was by a sandbox's clock: `3 minutes ago`. */
export function Ago({
  at,
  now = sandboxNow.value,
}: {
  readonly at: string;
  readonly now?: number | undefined;
}) {
  return (
    <time dateTime={at} title={formatTime(at)}>
      {distance(at, now)}
    </time>
  );
}

function distance(at: string, now: number | undefined): string {
  if (now === undefined) return '';
  const difference = Date.parse(at) - now;
  if (Math.abs(difference) < 1000) return 'now';
  return difference < 0 ? `${formatSpan(difference)} ago` : `in ${formatSpan(difference)}`;
}
