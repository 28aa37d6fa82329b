import { plural } from '../../../lib/format.js';
import type { RecentCalls } from './recent-calls.js';

const height = 26;
const stepWidth = 6;
const steps = 30;

/** A bar of a step is full at this many calls, unless there are more: one call shall not look like many. */
const minFullCalls = 5;

/** The calls of the last five minutes as bars, the refused part in another colour, and both as numbers. */
export function Sparkline({ recent }: { readonly recent: RecentCalls | undefined }) {
  const calls = recent?.calls ?? [];
  const refusals = recent?.refusals ?? [];
  const full = Math.max(minFullCalls, ...calls);
  const text = `${plural(sum(calls), 'call')} and ${plural(sum(refusals), 'refusal')} in the last five minutes`;
  return (
    <div class="sparkline">
      <svg
        role="img"
        aria-label={text}
        viewBox={`0 0 ${steps * stepWidth} ${height}`}
        preserveAspectRatio="none"
      >
        <path class="spark-base" d={`M0 ${height - 0.5}h${steps * stepWidth}`} />
        <path class="spark-calls" d={bars(calls, full)} />
        <path class="spark-refusals" d={bars(refusals, full)} />
      </svg>
      <span class="spark-counts small" aria-hidden="true">
        <span>{plural(sum(calls), 'call')}</span>
        <span class={sum(refusals) > 0 ? 'refused-count' : 'muted'}>{sum(refusals)} refused</span>
      </span>
    </div>
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** One path for all bars, because a page may have hundreds of sparklines. */
function bars(counts: readonly number[], full: number): string {
  return counts
    .map((count, index) => {
      if (count === 0) return '';
      const length = Math.max(3, Math.round((count / full) * (height - 2)));
      return `M${index * stepWidth + 1} ${height}v${-length}h${stepWidth - 2}v${length}z`;
    })
    .join('');
}
